package main

import "testing"

func TestAdd(t *testing.T) {
	one := pair{1, 1}
	if got := add(&one, []int{0, 5}); got != 10 { // @test
		t.Errorf("add: %d", got)
	}
}
