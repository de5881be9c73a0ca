#[derive(Debug)]
struct Point {
    x: i32,
    y: i32,
}

fn add(a: i32, b: i32) -> i32 {
    let sum = a + b; // @add
    sum
}

fn main() {
    let place = Point { x: 3, y: 4 }; // @start
    let name = String::from("daebug");
    let numbers = vec![1, 2, 3];
    let mut total = 0;
    for number in &numbers {
        total = add(total, *number); // @loop
    }
    println!("hello {} {}", name, total + place.x + place.y); // @print
    let nothing: Option<i32> = None; // @after
    if std::env::args().count() > 1 {
        nothing.expect("asked to panic"); // @panic
    }
}
