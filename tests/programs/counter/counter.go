// Counts in variables of the package, of a struct and of a list.
package main

import "fmt"

type pair struct{ left, right int }

var total = 1
var both = pair{1, 2}

func add(one *pair, list []int) int {
	one.left++
	return total + both.right + one.left + list[1] // @add
}

func main() {
	one := pair{3, 4}
	list := []int{1, 2, 3}
	fmt.Println(add(&one, list), both)
}
