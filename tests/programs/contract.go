// Adds numbers in a function, prints the sum and exits with it; "fail" panics.
package main

import (
	"fmt"
	"os"
)

func add(a, b int) int {
	sum := a + b // @add
	return sum
}

func fail(numbers []int) {
	last := len(numbers)
	fmt.Println(numbers[last]) // @fail
}

func main() {
	total := 0
	for i := 1; i <= 4; i++ {
		total = add(total, i) // @loop
	}
	fmt.Println("total", total)
	fmt.Fprintln(os.Stderr, "to stderr")
	if len(os.Args) > 1 && os.Args[1] == "fail" {
		fail([]int{1})
	}
	os.Exit(total) // @end
}
