// Starts as many goroutines as its first argument says; all of them wait.
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
)

func waitHere(there, done *sync.WaitGroup, gate chan bool) {
	there.Done()
	<-gate
	done.Done()
}

func everybody(count int) {
	fmt.Println("threads", count) // @all
}

func main() {
	count, _ := strconv.Atoi(os.Args[1])
	gate := make(chan bool)
	var there, done sync.WaitGroup
	there.Add(count)
	done.Add(count)
	for i := 0; i < count; i++ {
		go waitHere(&there, &done, gate)
	}
	there.Wait()
	everybody(count)
	close(gate)
	done.Wait()
}
