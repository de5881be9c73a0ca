// A list, a table, and an array: what is shown of many elements, and how fast.
package main

import "fmt"

func main() {
	many, table, array := make([]int, 10000), map[int]int{}, [10000]int{}
	for i := range many {
		many[i], table[i], array[i] = i, 2*i, i
	}
	fmt.Println(len(many), len(table), len(array)) // @full
}
