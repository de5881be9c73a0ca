// Three goroutines that wait for a channel while the program stands elsewhere.
package main

import (
	"runtime"
	"sync/atomic"
)

var waiting atomic.Int32

func worker(number int, from chan int) {
	waiting.Add(1)
	number += <-from
}

func main() {
	from := make(chan int)
	for i := 0; i < 3; i++ {
		go worker(i, from)
	}
	for waiting.Load() < 3 {
		runtime.Gosched()
	}
	for i := 0; i < 3; i++ { // @here
		from <- i
	}
}
