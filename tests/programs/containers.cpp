/* Containers of the C++ library: what is shown of them, and how fast. */
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>
struct point { int x, y; };
int main() {
    std::vector<int> many;
    for (int i = 0; i < 10000; i++) many.push_back(i);
    static int array[10000];
    std::map<int, int> table;
    for (int i = 0; i < 10000; i++) table[i] = 2 * (array[i] = i);
    std::map<int, std::string> names{{1, "one"}, {2, "two"}};
    std::unordered_map<std::string, int> counts{{"a", 1}};
    std::string text = "hello";
    std::optional<int> some = 3, none;
    std::variant<int, std::string> either = "left";
    auto owned = std::make_unique<point>(point{3, 4});
    auto shared = std::make_shared<point>(point{5, 6});
    std::vector<std::vector<int>> nested{{1, 2}, {3}};
    printf("%zu\n", many.size()); /* @full */
    return 0;
}
