// Runs until its "keep" is false; then it ends with 7.
package main

import (
	"fmt"
	"os"
	"time"
)

func tick(rounds int) int {
	time.Sleep(2 * time.Millisecond)
	return rounds + 1 // @tick
}

func main() {
	fmt.Println("ready")
	keep, rounds := true, 0
	for keep {
		rounds = tick(rounds) // @loop
	}
	os.Exit(7)
}
