// Runs until its "keep" is false; then it ends with 7.
package main

import (
	"fmt"
	"os"
	"time"
)

var keep = true

func tick(rounds int) int {
	time.Sleep(2 * time.Millisecond)
	return rounds + 1 // @tick
}

func main() {
	fmt.Println("ready")
	rounds := 0
	for keep {
		rounds = tick(rounds) // @loop
	}
	os.Exit(7)
}
