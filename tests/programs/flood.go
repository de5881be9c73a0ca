// Writes as many bytes as its first argument says, in lines of a hundred.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
)

func main() {
	bytes, _ := strconv.Atoi(os.Args[1])
	out := bufio.NewWriter(os.Stdout)
	for n := 0; n < bytes/100; n++ {
		fmt.Fprintf(out, "%099d\n", n)
	}
	out.Flush()
}
