// Steps for ever, with something to show at each.
package main

type point struct{ x, y int }

func main() {
	where := point{3, 4}
	numbers := []int{1, 2, 3, 4}
	name := "daebug"
	total := 0
	for {
		total += numbers[total&3] // @loop
		where.x = total
		where.y = int(name[total%6])
	}
}
