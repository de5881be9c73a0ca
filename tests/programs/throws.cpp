// Throws in a loop and catches what it throws.
#include <stdexcept>

static int risky(int n) {
    if (n >= 2) throw std::runtime_error("two"); // @throw
    return n;
}

int main() {
    int sum = 0;
    for (int i = 0; i < 5; i++) {
        try {
            sum += risky(i);
        } catch (const std::exception &) {
            sum += 10;
        }
    }
    return sum; // @end
}
