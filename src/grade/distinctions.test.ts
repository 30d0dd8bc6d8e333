import { expect, test } from "vitest";
import { equivalent } from "./index.ts";
import { pairsOf } from "./testing/pairs.ts";

/** What looks alike and is not the same, by hand. */
const differentPairs = pairsOf(String.raw`
5 || 6
-5 || 5
(1,2) || (2,1)
(1,2) || [1,2]
[0,1) || [0,1]
x || x+0.001
x || x+10^{-3}
2^{-99} || 2^{-98}
1.0001 || 1.0002
5.001 || 5
2.0002 || 2
2.001 || 2
1.998 || 2
-2.0001 || 2
0.0001 || 0
2.0001 || 2.0000
10^{100} || 10^{100}+1
\sqrt{10^{40}+1} || 10^{20}
x^2 || x^3
\sqrt{x^2} || x
|x| || x
x>3 || x\ge3
x>3 || x<3
x=5 || y=5
5 cm || 5 m
5 cm || 5 cm^2
1 hour || 1 minute
A || B
yes || no
3,5 || 3,5,7
3,3,5 || 3,5,5
\{1,2\} || \{1,3\}
\sin x || \cos x
\sin x || x
2x+3y=6 || 2x+3y=7
y=2x || y=3x
x+y<1 || x+y>1
2n || n^2
\lfloor x\rfloor || x
n! || n^n
1/2x || \frac{1}{3x}
\frac{1}{3} || 0.33
1/4 || 0.3
2.5 || 2.54
12.5 || 12.53
100 || 1
20:34 || 20:35
1:2 || 2:1
\text{odd} || even
no solution || 0
None || 0
\infty || -\infty
\infty || 5
1,234 || 1,235
12_5 || 13_5
1010_2 || 11
\begin{pmatrix}1&2\\3&4\end{pmatrix} || \begin{pmatrix}1&3\\2&4\end{pmatrix}
\begin{pmatrix}1\\2\end{pmatrix} || (2,1)
30^\circ || 30.5^\circ
\frac{\pi}{6} || 60^\circ
10\% || 0.2
\$5 || 6
5! || 5
x+1 || x-1
a+b || ab
ab || a
f(x)=2x || f(x)=3x
\ln x || \log_2 x
e^x || e^{2x}
x^2+1 || (x+1)^2
3+2i || 3-2i
i || -i
\pm 2 || 2
3\pm1 || 3\pm2
(-\infty,1)\cup(3,\infty) || (-\infty,1]\cup[3,\infty)
x\ne2 || x\ne3
5 || 5x
the cat || the dog
Monday || Tuesday
10 || 100\%
0.1 || 100%
\sum_{k=1}^n k || n^2
1/(x-1) || 1/(x+1)
\tan x || \sin x
2^{x} || x^{2}
1e-20 || 2e-20
0 || 1e-30
0 || 10^{-40}
\pi || 3.15
\pi || 22/7
3.14159 || 3.15
\sqrt2 || 1.5
(1,2,3) || (1,3,2)
[1,2] || (1,2]
x=1,y=2 || x=2,y=1
(0,1) || \{0,1\}
\text{Evelyn} || \text{Carla}
|x|\le 1 || (-1,1)
(x-1)(x-3)>0 || (1,3)
2x>6 || x>4
x^2+y^2=13 || 13
-2,-2 || -2
# what models write
x_1=1, x_2=-3 || x=1 \text{ or } x=3
①③ || ①④
①③④ || ①③
A \cap B = \{1\} || \{2\}
{x|x≥1} || (1,+∞)
\text{Option B} || C
2 h 30 min || 130 min
A_5^3 || 10
C_5^3 || 60
3 \text{ to } 4 || 4:3
5 PM || 5 AM
5:00 PM || 5:00 AM
€50 || \$50
€50 || 50 dollars
50 cents || \$50
50¢ || \$50
March 5 || March 6
March 5 || May 5
March 5, 2021 || March 5, 2022
2nd || 3
\text{FF}_{16} || 254
1101_2 || 1101_3
1101_2 || 12
5\ \Omega || 6 ohms
25^\circ\text{C} || 25^\circ\text{F}
25°C || 26°C
2+3j || 2-3i
\operatorname{cis} 120^\circ || \operatorname{cis} 60^\circ
f(x)=cx || f(x)=cx^2
\mathbb{R} - \{0\} || x \neq 1
all positive real numbers || (-\infty,0)
3 \pmod{7} || x \equiv 4 \pmod 7
x \equiv 3 \pmod 7 || x \equiv 3 \pmod 8
10C3 || 121
3 dozen || 30
one half || 2
one-third || 3
two-thirds || \frac13
x \ne 1, 2 || x \ne 1, 3
x\neq \pm 1 || x\ne 1
0.6 (or 3/5) || 0.3
5 (or 6) || 5
5 or 6 || 5
even || odd
\text{n is even} || odd
1, 2, 4, 8, \ldots || 1,2,4,8
1 L || 100 mL
10 min || 10 h
10 \text{ minutes} || 10 \text{ seconds}
5'6" || 56 inches
I and III || I and II
isosceles || equilateral
2\frac12 || 1
2 \frac{1}{2} || 2.2
1 3/4 || 13/4
0.\overline{12} || 0.12
0.\overline{12} || 0.\overline{21}
0.333 || 0.334
0.3333 || 0.333
3.14 || 3.15
22/7 || \pi
1.41 || \sqrt{2.1}
1.5 || 1.4999
1.999 || 2
0.00001 || 0
2.0001 || 2.0002
2.0001 || 1.9999
1.9998 || 2
2.0001 || 3
x+0.0001 || x
2x+1.0001 || 2x+1
100 || 99.9
1000 || 999.9
1000.1 || 1000
12345 || 12345.1
12345.01 || 12345
75\% || 7.5
0.75 || 75
75 || 0.75
1 || 100
50 || 0.5
1:2 || 1:3
3:4 || 4:3
3:4 || 34
2:30 || 2.5
x=1, y=2 || x=2, y=1
(1,2) || \{1,2\}
(1,2),(3,4) || (1,3),(2,4)
(2,1) \text{ or } (1,2) || (1,2)
(1,2) || (1,2,3)
[1,2] || (1,2)
(1,2) \cup (3,4) || (1,2) \cup (3,5)
(1,2) \cup (3,4) || (1,4)
(-\infty, 1) || (-\infty, 1]
x>1 || x \ge 1
x>1 || x<1
1<x<3 || 1<x<4
1<x<3 || x>1
x<1 \text{ or } x>3 || 1<x<3
|x|<2 || |x|>2
x^2<4 || x<2
\begin{pmatrix}1\\2\end{pmatrix} || \begin{pmatrix}2\\1\end{pmatrix}
\begin{pmatrix}1&2\\3&4\end{pmatrix} || \begin{pmatrix}1&2\\3&5\end{pmatrix}
1 \pm \sqrt2 || 1+\sqrt2
1\pm\sqrt2 || -1\pm\sqrt2
2+3i || 3+2i
2+3i || (2,3)
x^2+2x+1 || x^2+2x-1
(x-1)(x+2) || (x+1)(x-2)
x^2-1 || x^2-1=0
y=2x+1 || y=2x-1
y=2x+1 || x=2y+1
x^2+y^2=4 || x^2+y^2=2
x^2+y^2=4 || x^2-y^2=4
\frac{x^2}{4}+y^2=1 || \frac{x^2}{2}+y^2=1
f(x)=x+1 || f(x)=x
a_n=2n+1 || a_n=2n-1
2^n || 2^{n+1}
2^n-1 || 2^n
n! || (n+1)!
\ln 2 || \ln 3
\log_2 3 || \log_3 2
\sin x || \sin 2x
\frac{\pi}{3} || \frac{\pi}{6}
30^\circ || 60^\circ
\sqrt{2} || \sqrt{3}
\sqrt[3]{2} || \sqrt{2}
2\sqrt3 || 3\sqrt2
\frac{a}{b} || \frac{b}{a}
10^{6} || 10^{5}
2.5\times 10^3 || 2.5\times 10^4
1,000 || 1
1,000 || 100
1,2 || 1.2
12 || 1,2
12 || 1, 2
5 km || 5 miles
5 cm || 5 cm^3
5 \text{ hours} || 5 \text{ days}
12 \text{ cm}^2 || 12 \text{ m}^2
60 mph || 60 km/h
True || False
\text{Yes} || \text{No}
no solution || infinitely many solutions
\varnothing || 0
A || C
(A) || (B)
A, C || A, D
ACD || ACE
AB || BC
Saturday || Sunday
John || Mary
circle || ellipse
a circle || a line
a b || b
\text{Max: } 5, \text{ Min: } 2 || 5, 3
Alice: 5, Bob: 7 || 7, 6
\begin{cases} 1, & x > 0 \\ 0, & x \leq 0 \end{cases} || \begin{cases} 0, & x > 0 \\ 1, & x \leq 0 \end{cases}
\lfloor x \rfloor || \lceil x \rceil
\frac{1}{2}, \frac{1}{3} || \frac{1}{2}
n \equiv 1 \pmod 4 || n \equiv 3 \pmod 4
k\pi || 2k\pi, k \in \mathbb{Z}
k\pi + \frac{\pi}{4}, k\in \mathbb Z || 2k\pi + \frac{\pi}{4}, k \in \mathbb{Z}
[k\pi, k\pi+1], k\in\mathbb Z || [2k\pi,2k\pi+1], k\in\mathbb Z
x=7k+3 || x=7k+4
2n, n \in \mathbb{Z} || 2n+1, n\in \mathbb Z
all odd integers || all even integers
all positive integers || all integers
positive integers || positive numbers
0.30000000000000004 || 0.4
2.9999999999999996 || 3.1
2.9999999999 || 3.1
1.00000000001 || 1.00000000002
`);

test.each(differentPairs)("%s does not mean %s", (a, b) => {
  expect([equivalent(a, b), equivalent(b, a)]).toEqual(["different", "different"]);
});
