// Says whether it is in a terminal, reads a line and repeats it.
package main

import (
	"bufio"
	"fmt"
	"os"
)

func terminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func main() {
	if terminal(os.Stdin) && terminal(os.Stdout) {
		fmt.Println("in a terminal")
	} else {
		fmt.Println("no terminal")
	}
	line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Print("got ", line)
}
