// Calls itself as deep as its first argument says.
package main

import (
	"fmt"
	"os"
	"strconv"
)

func down(left int) int {
	if left == 0 {
		return 1 // @bottom
	}
	return down(left-1) + 1
}

func main() {
	left, _ := strconv.Atoi(os.Args[1])
	fmt.Println(down(left))
}
