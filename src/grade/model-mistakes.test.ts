import { expect, test } from "vitest";
import { equivalent } from "./index.ts";
import { pairsOf } from "./testing/pairs.ts";

/** Near misses in the notations that models write, by hand. */
const differentPairs = pairsOf(String.raw`
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
5 p.m. || 5:00 a.m.
5 p.m. || 6 p.m.
17:00 || 5 a.m.
€50 || €60
£5 || $5
\text{Alice: } 5 || 6
A(1,2) || A(2,1)
A(1,2) || (2,1)
(\pm 1, 0) || (1,0)
(\pm 1, 0) || (0, \pm 1)
\mathrm{e}^{2} || \mathrm{e}^{3}
A_5^3 || A_5^2
C_n^2 || C_n^3
P_5^2 || 10
\sum_{i=1}^{n} i || \sum_{i=1}^n i^2
\sum_{i=1}^{10} i || 54
12 ways to choose || 13
12 ways to choose || 12 to 5
all real numbers except 0 || x \ne 1
no such n exists || n = 1
there are no solutions || infinitely many solutions
there is no such function || f(x)=x
all even integers || all integers
a triangle || a square
a > b || a < b
a b || a
a line || line segment
x is even || x is odd
\text{even} || \text{prime}
n \text{ is even} || n \text{ is prime}
positive integers || nonnegative integers
0.0001 || 0.0002
0.9999 || 0.9998
10.0001 || 10.0003
99.9999 || 101
1.23456 || 1.23457
1.00001 || 0.99999
1/3 || 0.3334
2/3 || 0.6665
0.66666 || 0.66667
\sqrt{2} || 1.4143
\pi || 3.1417
e || 2.7184
100.5 || 100
1000000 || 1000001
1000000.5 || 1000000
12345.6 || 12345.7
2x+0.5 || 2x+0.6
1.5x || 1.6x
0.5x^2 || 0.51x^2
\frac{1}{3}x || 0.3x
x=1 || x=1, 2
x=1 \text{ or } 2 || x = 1
(1, 2], [3, 4) || (1,2]
\{1, 2\} \cup \{3\} || \{1,2\}
(0,1) || (0,1]
(0, 1) || (1, 0)
[0, \infty) || (0, \infty)
(-\infty, \infty) || (0,\infty)
x \geq 0 || x > 0
x \neq 0 || x > 0
x \ne 1, 2 || x \ne 1
x = 1, 2 || x \ne 1, 2
k > 0, k \ne 1 || k > 0
0<k<1 \text{ or } k>1 || k>0
m > 1 || n > 2
x + y = 1 || x + y = -1
x+y=1 || x-y=1
y = x || y = -x
l: x+y=0 || x+y=1
l: x+y=0 || l: x-y=0
x^2+y^2=1 || x^2+y^2=-1
y^2=4x || x^2=4y
y^2 = 4x || y^2=-4x
a_n=2n || a_n=n
a_n = 2^n || a_n=n^2
S_n = n^2 || S_n = n^3
f(x) = 2x || f(x)=x^2
f(x)=\sin x || f(x)=\cos x
f(x) = x \text{ or } f(x) = -x || f(x)=x
2k\pi || k\pi
\frac{\pi}{6}+2k\pi || \frac{5\pi}{6}+2k\pi
n \equiv 0 \pmod 3 || n\equiv 1 \pmod 3
n \equiv 1, 4 \pmod{5} || n\equiv 1,4 \pmod 6
n \equiv 1 \pmod 2 || n = 1
3 \pmod 7 || 4
\text{(A)} || \text{(B)}
A. 12 || B
A, B || A, C
AB || AC
\text{A and B} || \text{A and C}
\text{I and II only} || \text{I only}
①② || ①③
① || ②
5 \text{ cm} || 5 \text{ mm}
5 kg || 5 g
1 hour || 100 minutes
2 h 30 min || 2 h 3 min
5'6" || 5'7"
1 L || 1 mL
30^\circ || 30 \text{ rad}
100^\circ C || 100^\circ F
3:4:5 || 3:4:6
3 \text{ to } 4 || 3:5
1:2 || 2
20\% || 0.02
20\% || 2
20\% || 21\%
\$20 || \$2
March 5 || March 15
March 2021 || March 2020
5 March || March 6
120 (base 5) || 120 (base 6)
\text{FF}_{16} || 256
101_2 || 110_2
0.\dot{1}\dot{2} || 0.\dot{1}
0.1\overline{6} || 0.16
three dozen || 30
twenty-one || 20
one half || 1
one-third || two-thirds
two || 3
3+4i || 3-4i
3+4i || 4+3i
-1\pm 2i || 1 \pm 2i
i || 1
|z|=5 || |z|=4
\begin{pmatrix}1&2\\3&4\end{pmatrix} || \begin{pmatrix}1&2\\3&4\\5&6\end{pmatrix}
\begin{pmatrix}1\\2\end{pmatrix} || \begin{pmatrix}1&2\end{pmatrix}+1
\langle 1,2 \rangle || \langle 2,1\rangle
\begin{cases} x & x \ge 0 \\ -x & x < 0 \end{cases} || \begin{cases} x & x \ge 0 \\ x & x < 0 \end{cases}
2^{10} || 2^{11}
10! || 9!
\binom{10}{3} || \binom{10}{4}
C(10,3) || 10
\log 2 || \log 3
\ln 2 || 2
\lfloor \pi \rfloor || \lceil \pi \rceil
\max(1,2) || 1
\gcd(12,18) || 36
\text{True} || \text{No}
\text{Friday} || Saturday
\text{blue} || \text{red}
\text{increasing} || \text{decreasing}
convergent || divergent
\text{Alice} || \text{Bob}
right triangle || isosceles triangle
undefined || 0
\infty || 0
DNE || \infty
0.5 (or 1/2) || 0.25
\frac12 \approx 0.5 || \frac13
5 (or 6) || 6
5 (approximately 5.2) || 5.2
x = 5 \text{ or } x = 6 \text{ only} || x=5
`);

test.each(differentPairs)("%s does not mean %s", (a, b) => {
  expect([equivalent(a, b), equivalent(b, a)]).toEqual(["different", "different"]);
});
