-- Pattern matching.
local function f(s, p) local i, e = s:find(p) if i then return s:sub(i, e) end end
local a, b = (""):find("") assert(a == 1 and b == 0)
a, b = ("alo"):find("") assert(a == 1 and b == 0)
a, b = ("a\0o a\0o a\0o"):find("a", 1) assert(a == 1 and b == 1)
a, b = ("a\0o a\0o a\0o"):find("a\0o", 2) assert(a == 5 and b == 7)
a, b = ("a\0a\0a\0a\0\0ab"):find("\0ab", 2) assert(a == 9 and b == 11)
assert(not ("a\0a\0a\0a\0\0ab"):find("b\0") and not (""):find("\0") and ("alo123alo"):find("12") == 4
    and not ("alo123alo"):find("^12"))
assert(("aaab"):match(".*b") == "aaab" and ("aaa"):match(".*a") == "aaa" and ("aaa"):match(".*b") == nil
    and ("aaab"):match(".+b") == "aaab")
assert(("aaa"):match(".+a") == "aaa" and ("aaa"):match(".+b") == nil and ("aaab"):match(".?b") == "ab"
    and ("aaa"):match(".?b") == nil)
assert(f("aloALO", "%l*") == "alo" and f("aLo_ALO", "%a*") == "aLo"
    and f("  \n\r*&\n\r   xuxu  \n\n", "%g%g%g+") == "xuxu" and f("aaab", "a*") == "aaa")
assert(f("aaa", "^.*$") == "aaa" and f("aaa", "b*") == "" and f("aaa", "ab*a") == "aa"
    and f("aba", "ab*a") == "aba" and f("aaab", "a+") == "aaa")
assert(f("aaab", "^.+$") == "aaab" and not f("aaa", "b+") and not f("aaa", "ab+a")
    and f("aba", "ab+a") == "aba" and f("a$a", ".$") == "a" and f("a$a", ".%$") == "a$")
assert(f("a$a", ".$.") == "a$a" and not f("a$a", "$$") and not f("a$b", "a$") and f("a$a", "$") == ""
    and f("", "b*") == "" and not f("aaa", "bb*") and f("aaab", "a-") == "")
assert(f("aaa", "^.-$") == "aaa" and f("aabaaabaaabaaaba", "b.*b") == "baaabaaabaaab"
    and f("aabaaabaaabaaaba", "b.-b") == "baaab" and f("alo xo", ".o$") == "xo")
assert(f(" \n isto é assim", "%S%S*") == "isto" and f(" \n isto é assim", "%S*$") == "assim"
    and f(" \n isto é assim", "[a-z]*$") == "assim" and f("um caracter ? extra", "[^%sa-z]") == "?")
assert(f("", "a?") == "" and f("\xe1", "\xe1?") == "\xe1" and f("\xe1bl", "\xe1?b?l?") == "\xe1bl"
    and f("  \xe1bl", "\xe1?b?l?") == "" and f("aa", "^aa?a?a") == "aa" and f("]]]\xe1b", "[^]]") == "\xe1")
assert(f("0alo alo", "%x*") == "0a" and f("alo alo", "%C+") == "alo alo" and f("x-y", "[a-]+") == "-"
    and f("x%y", "[%%y]+") == "%y" and f("a]b", "[]]") == "]")
assert(("alo xyzK"):match("(%w+)K") == "xyz" and ("254 K"):match("(%d*)K") == ""
    and ("alo "):match("(%w*)$") == "" and not ("alo wo"):find("(%w+)$ "))
local function f1(s, p) p = p:gsub("%%([0-9])", function(s)
return "%" .. (s + 1) end) p = p:gsub("^(^?)", "%1()", 1) p = p:gsub("($?)$", "()%1", 1) local t = {s:match(p)}
return s:sub(t[1], t[#t] - 1) end
assert(f1("alo alx 123 b\0o b\0o", "(..*) %1") == "b\0o b\0o"
    and f1("axz123= 4= 4 34", "(.+)=(.*)=%2 %1") == "3= 4= 4 3" and f1("=======", "^(=*)=%1$") == "=======")
assert(not ("=========="):match("^([=]*)=%1$") and ("  alo  "):match("^%s*(.-)%s*$") == "alo"
    and select("#", ("a b c"):match("(%a) (%a) (%a)")) == 3)
assert(("abc\0efg"):match("%\0") == "\0" and ("abc"):match("()b()") == 2
    and select(2, ("abc"):match("()b()")) == 3 and ("key = value"):match("^(%w+)%s*=%s*(%w+)$") == "key")
assert(("ülo ülo"):gsub("ü", "x") == "xlo xlo" and ("alo úlo  "):gsub(" +$", "") == "alo úlo"
    and ("  alo alo  "):gsub("^%s*(.-)%s*$", "%1") == "alo alo")
assert(("alo  alo  \n 123\n "):gsub("%s+", " ") == "alo alo 123 "
    and ("abç d"):gsub("(.)", "%0@") == ("abç d"):gsub(".", "%1@") and ("abc"):gsub("%w", "%%%0") == "%a%b%c")
assert(("abç d"):gsub("(.)", "%0%0", 2) == "aabbç d" and ("abc"):gsub("", "-") == "-a-b-c-"
    and select(2, ("hello"):gsub("l", "")) == 2 and ("a b"):gsub("(%w) (%w)", "%2 %1") == "b a")
assert(("trocar tudo em |teste|b| é |beleza|al|"):gsub("|([^|]*)|([^|]*)|", function(x, y)
return x:upper() .. y:lower() end) == "trocar tudo em TESTEb é BELEZAal")
assert(("$name is $age"):gsub("%$(%w+)", {name = "Eva", age = 7}) == "Eva is 7"
    and ("a b c"):gsub("%w", {a = false, b = "x"}) == "a x c" and ("abc"):gsub("b", function() end) == "abc")
assert(not pcall(string.gsub, "alo", ".", {a = {}, l = {}, o = {}})
    and not pcall(string.gsub, "alo", "(.", print) and not pcall(string.gsub, "alo", ".)", print)
    and not pcall(string.gsub, "alo", "(.)", "%2"))
assert(not pcall(string.gsub, "alo", "(%1)", "a") and not pcall(string.gsub, "alo", "(%0)", "a")
    and not pcall(string.find, "a", "[a") and not pcall(string.find, "a", "[]")
    and not pcall(string.find, "a", "[^]") and not pcall(string.find, "a", "%"))
assert(not pcall(string.find, "a", "[a%") and not pcall(string.find, "a", "%b")
    and not pcall(string.find, "a", "%ba") and not pcall(string.find, "a", "%f"))
local words = {} for w in ("first second word"):gmatch("%w+") do words[#words + 1] = w end
assert(table.concat(words, ",") == "first,second,word")
local t = {} for k, v in ("13 14 10 = 11, 15= 16, 22=23"):gmatch("(%d+)%s*=%s*(%d+)")
do t[tonumber(k)] = tonumber(v) end assert(t[10] == 11 and t[15] == 16 and t[22] == 23)
local n = 0 for i in (""):gmatch("()") do n = n + i end assert(n == 1)
n = 0 for i in ("xuxx uu ppar r"):gmatch("()(.)%2") do n = n * 100 + i end assert(n == 30609)
assert(("aaa aa a aaa a"):gsub("%f[%w]%a", "x") == "xaa xa x xaa x"
    and ("[[]] [][] [[[["):gsub("%f[[].", "x") == "x[]] x]x] x[[["
    and ("01abc45de3"):gsub("%f[%d]", ".") == ".01abc.45de.3")
assert(("THE (quick) fox"):find("%((%a+)%)") == 5 and ("a(b(c)d)e"):match("%b()") == "(b(c)d)"
    and ("f(x)(y)"):gsub("%b()", "") == "f" and not ("a(b"):match("%b()") and ("''x''"):match("%b''") == "''")
assert(("abc"):find("b", -1) == nil and ("abc"):find("b", -2) == 2 and ("abc"):find("b", 10) == nil
    and ("a.b"):find(".", 1, true) == 2 and ("a+b"):gsub("%+", "-") == "a-b" and ("x^y"):find("^", 1, true) == 2)
