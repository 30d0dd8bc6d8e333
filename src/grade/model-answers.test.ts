import { expect, test } from "vitest";
import { equivalent } from "./index.ts";
import { pairsOf } from "./testing/pairs.ts";

/** How models write the answers of contest and school problems, by hand. */
const equalPairs = pairsOf(String.raw`
# several answers, points and sets
\frac{3\pm\sqrt{5}}{2} || \frac{3+\sqrt{5}}{2} \text{ or } \frac{3-\sqrt{5}}{2}
x = \frac{3 \pm \sqrt{5}}{2} || \left\{\frac{3-\sqrt{5}}{2}, \frac{3+\sqrt{5}}{2}\right\}
\left\{ \pm 1, \pm 2 \right\} || \{-2,-1,1,2\}
\pm 1, \pm 2 || 1, -1, 2, -2
(\pm 1, 0) || (1,0), (-1,0)
(\pm 3, \pm 4) || (3,4),(3,-4),(-3,4),(-3,-4)
(\pm 3, \mp 4) || (3,-4),(-3,4)
(1, 2), (2, 1) || (2,1); (1,2)
(1;2) || (1,2)
(x, y) = (2, 3) \text{ and } (3, 2) || \{(2,3),(3,2)\}
\{(x,y) \mid x+y=1\} || x+y=1
# sets of real numbers
\{x \in \mathbb{R} \mid x > 0\} || (0,\infty)
\{x \mid x \neq 0\} || \mathbb{R}\setminus\{0\}
\left\{x \left\lvert\, x \geq 2\right.\right\} || [2, +\infty)
\left\{x \,\middle|\, -1 < x \leq 3\right\} || (-1,3]
(-\infty,-1)\cup(-1,1)\cup(1,\infty) || x \neq \pm 1
x \in (-\infty, -2] \cup [2, \infty) || |x| \ge 2
-3 \le x \le 3 || |x| \leq 3
k \in (-1, 0) \cup (0, 1) || -1<k<1, k \neq 0
-1 < k < 1 \text{ and } k \neq 0 || (-1,0) \cup (0,1)
0 < x < 1 \text{ or } x > 2 || (0,1) \cup (2,+\infty)
x \geq 5 \text{ or } x \leq 1 || (-\infty, 1] \cup [5, \infty)
t > -1 || (-1, \infty)
a \le 3 || (-\infty, 3]
a < 0 || (-\infty,0)
# named values
m=2 || 2
m = 2 \text{ or } m = -2 || \pm 2
m=\pm2 || m=2 \text{ or } m=-2
S_{10} = 55 || 55
a_{10} = 19 || 19
d = 2, a_1 = 1 || a_1 = 1, d = 2
\angle BAC = 60^{\circ} || 60
\angle A = 60^\circ || 60 degrees
|AB| = 2\sqrt{3} || 2\sqrt3
P(A) = \frac{1}{3} || 1/3
E(X) = 2.5 || 5/2
f'(x) = 2x || 2x
f'(1) = 3 || 3
y_{\max} = 3 || 3
T = \pi || \pi
\text{Perimeter} = 20 || 20
\text{The area is } 20 || 20
Volume = 36π cm³ || 36\pi
r = 3 \text{ cm} || 3
v = 10 \text{ m/s} || 10
x=2,\ y=-1 || (2,-1)
\left(\frac{1}{2}, -\frac{3}{2}\right) || (0.5, -1.5)
A(1,2) || (1,2)
P = (1, 2) || (1,2)
(h,k)=(3,-1) || (3,-1)
# curves
y=x^2 \text{ or } y = -x^2 || y = \pm x^2
x^2 + y^2 - 4x + 2y = 0 || (x-2)^2+(y+1)^2=5
\frac{x^2}{16} - \frac{y^2}{9} = 1 || 9x^2-16y^2=144
y^2 = 8x || 8x = y^2
y^2=4x \text{ or } x^2=-8y || x^2 = -8y, y^2 = 4x
3x - 4y + 5 = 0 || 4y = 3x + 5
y=kx+1-2k || y - 1 = k(x-2)
2x+y-3=0 || y = -2x+3
# terms of sequences and closed forms
n^2 + n + 41 || n(n+1)+41
\frac{1}{2}\left(3^{n}-1\right) || \frac{3^n-1}{2}
(n-1) \cdot 2^{n+1} + 2 || 2+(n-1)2^{n+1}
(-1)^{n} n || n(-1)^n
a_n = (-1)^{n+1} \frac{1}{n} || \frac{(-1)^{n+1}}{n}
a_n = \begin{cases} 1, & n = 1 \\ 2^{n-1}, & n \geq 2 \end{cases} || \begin{cases} 1 & n=1 \\ 2^{n-1} & n\ge2 \end{cases}
2^{2021}+1 || 1 + 2^{2021}
2021 \cdot 2022 || 2022 \times 2021
\frac{2021}{2022} || 1 - 1/2022
# angles, logarithms, calculus
\frac{\sqrt{6}-\sqrt{2}}{4} || \sin 15^\circ
\frac{\sqrt{10}}{10} || \frac{1}{\sqrt{10}}
-\frac{\sqrt{5}}{5} || -\frac{1}{\sqrt5}
\arccos\left(-\frac{1}{2}\right) || \frac{2\pi}{3}
\pi - \arccos\frac{1}{3} || \arccos(-\frac13)
\arctan 2 || \arctan{2}
\frac{\pi}{2}-\arctan 2 || \arctan\frac12
2\arctan(1) || \frac{\pi}{2}
\log_{2}{3} || \log_2 3
\frac{\lg 3}{\lg 2} || \log_2 3
3^{\log_3 2} || 2
\ln(e^{2}) || 2
\sqrt{e} || e^{1/2}
\frac{1}{2} \ln 2 || \ln \sqrt{2}
\ln 2 - \ln 3 || \ln\frac{2}{3}
e^{-2x} || \frac{1}{e^{2x}}
C e^{x} || Ce^x
y = Ce^{-x} || Ce^{-x}
\int_0^1 x\,dx = \frac{1}{2} || \frac12
\lim_{n\to\infty} a_n = 1 || 1
\frac{x^2}{2} + C || \frac12 x^2 + C
# complex numbers
3+4\mathrm{i} || 3+4i
\frac{3}{5} - \frac{4}{5} \mathbf{i} || \frac{3-4i}{5}
-1 \pm 2i || -1+2i, -1-2i
z = \pm i || i, -i
2\left(\cos\frac{\pi}{3}+i\sin\frac{\pi}{3}\right) || 1+\sqrt{3}i
\sqrt{2} e^{i\pi/4} || 1+i
\mathrm{e}^{x} || e^x
# percentages, ratios, scientific notation
10 \% || 10\%
0.1\% || 0.001
12.5\% || \frac18
150\% || 1.5
\frac{2}{3} \approx 66.7\% || \frac23
\approx 66.7\% || 66.7\%
1 : \sqrt{3} : 2 || 1:\sqrt3:2
\sqrt{2} : 1 || \sqrt{2}
2:3:4 || 4:6:8
1{:}2 || 1:2
a:b = 2:3 || 2:3
3.0 \times 10^8 \text{ m/s} || 3\times10^8
5\times 10^{5} || 500000
5 \cdot 10^5 || 5 \times 10^5
4.2*10^3 || 4200
# money, measures, times
$1.5 million || 1500000
1.5 million dollars || \$1,500,000
\$1.5 \text{ million} || 1500000
\$ 20 || 20
20 \$ || 20
\$20.00 || \$20
-\$5 || -5
15 \text{ years old} || 15
15 \text{ years} || 15
2 \text{ pairs} || 2
30 \text{ mph} || 30
7 \text{ miles} || 7 miles
\frac{1}{4} \text{ cup} || 0.25 cups
1\frac{1}{2} \text{ cups} || 1.5
2 \text{ hr } 15 \text{ min} || 135 \text{ min}
2 hours and 15 minutes || 2\frac{1}{4} hours
2:15 p.m. || 14:15
at 2:15 PM || 2:15 p.m.
6\text{ a.m.} || 6:00 a.m.
9{:}45 || 9:45
July || \text{July}
# bases, congruences, families
10101_2 || 10101_{2}
10101_{(2)} || 10101_2
(10101)_{2} || 10101_2
2021_{10} || 2021
\overline{abc} = 123 || 123
n \equiv 2 \bmod 5 || n\equiv 2 \pmod 5
n = 5k+2, k \in \mathbb{N} || n=5k+2
k\pi - \frac{\pi}{6} (k \in \mathbf{Z}) || k\pi-\frac{\pi}{6}
x = k\pi + \frac{\pi}{4}, k \in Z || x = \frac{\pi}{4} + k\pi
\left\{x \mid x = k\pi, k \in \mathbb{Z}\right\} || k\pi
2k\pi \pm \frac{\pi}{3} || 2k\pi+\frac{\pi}{3}, 2k\pi-\frac{\pi}{3}
# choices and words
\text{C.} || C
\text{Choice C} || C
\mathbf{C} || C
\mathrm{(C)} || C
\text{(C) } 3\sqrt{2} || C
Answer C || C
the answer is C || C
C. 3\sqrt{2} || \text{C}
\text{(A), (C)} || A, C
\text{A and C} || A, C
(A)(C) || A, C
B, D || BD
\text{B and D} || BD
\boxed{A} || A
True. || True
\text{true} || True
Yes, it is || yes
\text{Both} || both
positive || \text{positive}
\text{increasing} || increasing
\text{right triangle} || right triangle
\text{a right triangle} || right triangle
\text{parabola} || a parabola
\text{no} || No.
\text{No solution} || \varnothing
\text{There is no solution} || no solution
\text{none exist} || none
\emptyset || \{\}
\infty || \text{infinity}
\text{diverges} || diverges
# counting, functions, matrices
0! || 1
\frac{0}{5} || 0
-0 || 0
\frac{100!}{98!} || 9900
\binom{20}{10} || 184756
6! \cdot 2 || 1440
1+2+3 || 6
\lfloor 3.7 \rfloor = 3 || 3
\sqrt{16} = 4 || 4
\sum_{i=1}^{n} i^2 || \frac{n(n+1)(2n+1)}{6}
\prod_{i=1}^{n} i || n!
\max(a,b) || \max(b,a)
\min\{x, y\} || \min\{y,x\}
\left|x-y\right| || |y-x|
\lVert v \rVert || \|v\|
\vec{AB} || \overrightarrow{AB}
\begin{pmatrix} -1 & 0 \\ 0 & 1 \end{pmatrix} || \left(\begin{array}{cc} -1 & 0 \\ 0 & 1 \end{array}\right)
\begin{bmatrix} 2 \\ 4 \end{bmatrix} || 2\begin{bmatrix} 1 \\ 2 \end{bmatrix}
\frac{1}{5}\begin{pmatrix} 5 & 10 \\ 0 & 5\end{pmatrix} || \begin{pmatrix} 1 & 2 \\ 0 & 1\end{pmatrix}
\mathbf{v} = \begin{pmatrix}1\\2\end{pmatrix} || \begin{pmatrix}1\\2\end{pmatrix}
I || I
# algebra
a + (b - c) || a+b-c
-(x-1) || 1-x
\frac{-x+1}{2} || \frac{1-x}{2}
\frac{x-1}{1-x} || -1
\frac{1}{x} + \frac{1}{y} = 1 || \frac{x+y}{xy}=1
xy = x + y || x+y-xy=0
x(x+1)=0 || x^2+x=0
6x^3 - 4x || 2x(3x^2-2)
(x^2+1)(x-1) || x^3-x^2+x-1
-(x-2)(x+3) || (2-x)(x+3)
\sqrt{a^2+b^2} || (a^2+b^2)^{1/2}
\sqrt{ab} || \sqrt{a}\sqrt{b}
\frac{ab}{a+b} || \frac{1}{\frac1a+\frac1b}
\frac{m}{n} || m/n
m+n=10 || n+m=10
2^{m+n} || 2^m \cdot 2^n
R^2 || R^{2}
\frac{abc}{4R} || \frac{a b c}{4 R}
\frac{\sqrt{3}a^2}{4} || \frac{\sqrt3}{4}a^2
# rarer notations
x_1=1, x_2=-3 || x=1 \text{ or } x=-3
①③④ || ①, ③, ④
①③ || ③①
A \cap B = \{1\} || \{1\}
A \cup B = (1, 5) || (1,5)
l: x+y=0 || x+y=0
{x|x≥1} || [1,+∞)
\text{Option B} || B
2 h 30 min || 150 min
A_5^3 || 60
P_5^3 || 60
0.\dot{1}\dot{2} || \frac{4}{33}
3 \text{ to } 4 || 3:4
€50 || 50 euros
50¢ || 50 cents
5:00 PM || 5 p.m.
March 5th || March 5
March 5, 2021 || 5 March 2021
Monday, March 5 || March 5
2nd || 2
21st || 21
(1101)_2 || 1101_2
120_{\text{base }5} || 120_5
120 \text{ base } 5 || 120_5
120 (base 5) || 120_5
9.8\ \mathrm{m\cdot s^{-2}} || 9.8 m/s^2
5\ \Omega || 5 ohms
90^{\circ}C || 90
12 ways to choose || 12
both 2 and 3 || 2, 3
2+3j || 2+3i
\operatorname{cis} 120^\circ || -\frac12+\frac{\sqrt{3}}{2} i
2 \operatorname{cis} \frac{\pi}{3} || 1+\sqrt3 i
\mathbb{R} - \{0\} || x \neq 0
\text{all real numbers except } 0 || x \neq 0
all positive real numbers || (0,\infty)
no such n exists || none
3 \pmod{7} || x \equiv 3 \pmod 7
\text{all odd integers} || \text{odd integers}
_{10}C_3 || 120
^{10}C_3 || 120
C(10,3) || 120
10C3 || 120
3 dozen || 36
twenty-one || 21
one half || \frac12
\text{one-third} || 1/3
\text{Max: } 5, \text{ Min: } 2 || 5, 2
\text{maximum } 5, \text{minimum } 2 || 5, 2
Alice: 5, Bob: 7 || 5, 7
n \text{ is even} || even
\text{even} || even numbers
x \ne 1, 2 || x \neq 1 \text{ and } x \neq 2
x\neq \pm 1 || x\ne 1, x\ne -1
0.6 \text{ (or } \frac{3}{5}) || \frac35
60\% (or 0.6) || 0.6
\phi(12) || \varphi(12)
1, 2, 4, 8, \ldots || 1,2,4,8,...
10 \text{ minutes} || 10 min
5'6" || 66 inches
1 L || 1000 mL
20 mi/hr || 20 mph
\text{I and III only} || I and III
a circle || circle
Rs 500 || 500
# the noise of floating point
2.0001 || 2
1.9999 || 2
0.99999 || 1
-3.00001 || -3
0.30000000000000004 || 0.3
2.9999999999999996 || 3
0.33333333333333337 || \frac13
13.333333333333334 || \frac{40}{3}
`);

test.each(equalPairs)("%s means %s", (a, b) => {
  expect([equivalent(a, b), equivalent(b, a)]).toEqual(["equal", "equal"]);
});
