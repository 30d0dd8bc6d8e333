import { expect, test } from "vitest";
import { equivalent } from "./index.ts";
import { pairsOf } from "./testing/pairs.ts";

/** One thing in two notations, by hand. */
const equalPairs = pairsOf(String.raw`
x=5 || 5
5=x || 5
x = 5 \text{ cm} || 5
\frac{1}{2} || 0.5
1\frac{1}{2} || 1.5
-1\frac12 || -1.5
2^{10} || 1024
2^10 || 1024
2**10 || 1024
3.5 \times 10^5 || 350000
3.5x10^5 || 350000
3.5 x 10^5 || 350000
1.2e-3 || 0.0012
\sqrt{50} || 5\sqrt{2}
\frac{1}{\sqrt2} || \frac{\sqrt2}{2}
\sqrt{3+2\sqrt2} || 1+\sqrt2
\sqrt[3]{-8} || -2
i^2 || -1
\frac{1}{1+i} || \frac{1-i}{2}
e^{i\pi} || -1
e^{i\pi}+1 || 0
\cos\frac{\pi}{3} || \frac12
\sin 30^\circ || 1/2
\sin^2 x+\cos^2 x || 1
\tan^{-1}(1) || \frac{\pi}{4}
\arctan 1 || \pi/4
\log_2 8 || 3
\log_{10} 100 || 2
\ln e^2 || 2
\log 100 || 2
\log 5 || \ln 5
5! || 120
\binom{5}{2} || 10
{5 \choose 2} || 10
\sum_{k=1}^{10} k || 55
\sum_{k=1}^n k || \frac{n(n+1)}{2}
\prod_{k=1}^{4} k || 24
\sum_{k=0}^{n} \binom{n}{k} || 2^n
4210_7 || 4210_{7}
1010_2 || 10
\text{A5}_{11} || A5_{11}
152A_{11} || 152A_{11}
0.\overline{3} || 1/3
0.1\overline{6} || 1/6
.\overline{142857} || \frac17
90^\circ || 90
90^\circ || \frac{\pi}{2}
90 degrees || 90^\circ
10\% || 0.1
10\% || 10
10 percent || 10%
\$1{,}000 || 1000
\$10.50 || 10.5
50 cents || \$0.50
1 km || 1000 m
1 \text{ hour} || 60 \text{ minutes}
5 \text{ cm}^2 || 5 square centimeters
864 \mbox{ inches}^2 || 864 square inches
5 ft 3 in || 63 inches
2 hours 30 minutes || 150 minutes
60 mph || 60 miles per hour
10 \text{ m/s} || 10 meters per second
3, 5 || 5, 3
3 and 5 || 5, 3
x=3 or x=5 || 3, 5
x=3, x=5 || \{3,5\}
x = 3, 5 || 3,5
\{1,2,3\} || \{3,2,1\}
1,2,3 || \{1,2,3\}
(1,2) || 1,2
(1,2) || (1.0, \frac{4}{2})
x=1,y=2 || (1,2)
x=1,y=2 || y=2,x=1
(x,y)=(1,2) || (1,2)
3\pm 2\sqrt2 || 3+2\sqrt2, 3-2\sqrt2
\pm 2 || 2,-2
\pm 2 || -2, 2
x>3 || (3,\infty)
3<x || x>3
3<x\le5 || (3,5]
x\in(3,5] || 3<x\leq 5
x<1 \text{ or } x>3 || (-\infty,1)\cup(3,\infty)
x \neq 2 || (-\infty,2)\cup(2,\infty)
\mathbb{R}\setminus\{2\} || x\ne2
\mathbb{R} || (-\infty,\infty)
all real numbers || \mathbb{R}
[0,1]\cup[1,2] || [0,2]
(-\infty, 3] \cup [4,\infty) || x\le3 \text{ or } x\ge4
\{x \mid x > 2\} || (2,\infty)
\{x | x > 2\} || x>2
y=2x+3 || 2x-y+3=0
y=2x+3 || 2x+3
y = \frac{1}{x} || xy=1
x^2+y^2=1 || 2x^2+2y^2=2
\frac{x^2}{4}+\frac{y^2}{9}=1 || 9x^2+4y^2=36
f(x)=2x || 2x
f(x)=2x || y=2x
2x+3y<6 || 6 > 2x+3y
4x+6y<12 || 2x+3y<6
\begin{pmatrix}1&2\\3&4\end{pmatrix} || \begin{bmatrix}1&2\\3&4\end{bmatrix}
[[1,2],[3,4]] || \begin{pmatrix}1&2\\3&4\end{pmatrix}
\frac12\begin{pmatrix}2\\4\end{pmatrix} || \begin{pmatrix}1\\2\end{pmatrix}
\begin{pmatrix}1\\2\end{pmatrix} || (1,2)
(A) || A
\text{(A)} || A
A. || A
A) 12 || A
(A) 12 cm || A
\textbf{(A)} || A
\textbf{(A)}\ 12 || A
A,B || B, A
\text{A, B, and C} || A,B,C
\text{ACF} || A, C, F
yes || Yes
\text{Yes} || yes
true || True
two || 2
no solution || \emptyset
\text{no solution} || No solutions
\frac{x^2-1}{x-1} || x+1
(x+1)^2 || x^2+2x+1
|x-1| || |1-x|
\lfloor 2.5\rfloor || 2
\lceil n/2\rceil || \lfloor (n+1)/2\rfloor
2\sin x\cos x || \sin 2x
\sin(2x) || 2 sin x cos x
sqrt(2) || \sqrt{2}
sqrt(2)/2 || \frac{\sqrt2}{2}
pi/2 || \frac{\pi}{2}
2pi || 2\pi
3/4 || \tfrac34
\dfrac{3}{4} || 0.75
−5 || -5
5\,\text{cm} || 5
3:2 || \frac{3}{2}
3:2 || 6:4
1:2:3 || 2:4:6
8:34 p.m. || 20:34
2 million || 2000000
\$2.5 million || 2500000
1 000 000 || 1000000
1,000,000 || 1000000
12\,345 || 12345
x^{1/2} || \sqrt{x}
\sqrt{x^2 y} || |x|\sqrt{y}
\frac{a}{b}/c || \frac{a}{bc}
n! || n(n-1)!
\frac{(2n)!}{n!n!} || \binom{2n}{n}
(-1)^n || \cos(\pi n)
e^{\ln x} || x
2^{-1} || 1/2
\frac{2}{3}x || \frac{2x}{3}
2/3x || \frac{2x}{3}
1/2n || \frac{1}{2n}
\frac{\pi}{6}+2\pi k || 2\pi k+\frac{\pi}{6}
\approx 3.14 || 3.14
x \approx 3.14 || 3.14
\frac{1}{3} \approx 0.333 || 1/3
0.333 || 1/3
3.14 || \pi
3.1416 || \pi
0.866 || \frac{\sqrt3}{2}
\text{The answer is } 5 || 5
18 \text{ integers} || 18
(5) || 5
[5] || 5
\{5\} || 5
\boxed{5} || 5
$5$ || 5
$$5$$ || 5
\(5\) || 5
\[5\] || 5
**5** || 5
5. || 5
AB=9 || 9
\angle ABC = 90^\circ || 90
\overline{AB} || \overline{AB}
x^2+2x+1=0 || (x+1)^2=0
3^{2^2} || 81
-2^2 || -4
(-2)^2 || 4
\frac{-1}{2} || -\frac12
\frac{1}{-2} || -\frac12
2\cdot3 || 6
2 \times 3 || 6
2(3) || 6
6\div3 || 2
\max(1,2) || 2
\gcd(12,18) || 6
7 \bmod 3 || 1
\sinh 0 || 0
\sec 0 || 1
\cot\frac{\pi}{4} || 1
\sqrt[4]{16} || 2
16^{\frac34} || 8
(-8)^{1/3} || -2
x \equiv 3 \pmod{7} || x \equiv 3 \pmod 7
\text{June 20} || June 20
1/x+1/y || \frac{x+y}{xy}
10:30 || 10:30 a.m.
k \geqslant 2 || k\ge 2
2^{\frac{1}{2}} || \sqrt2
\frac{3\sqrt{3}}{4}\,\text{cm}^2 || \frac{3\sqrt{3}}{4}
\infty || +\infty
-\infty || -\infty
infinity || \infty
a+bi || bi+a
\left(\frac{1}{2},\infty\right) || x>\frac12
f^{-1}(x)=2x || 2x
\ln|x|+C || C+\ln|x|
\frac{1}{2}\ln 3 || \ln\sqrt3
xe^x || x e^{x}
\vec{v} || \vec{v}
10^{-3} || 0.001
12 \text{ inches} || 1 \text{ foot}
100 g || 0.1 kg
\frac{7}{2} \text{ hours} || 3.5
x=\frac{-b\pm\sqrt{b^2-4ac}}{2a} || \frac{-b\pm\sqrt{b^2-4ac}}{2a}
\frac{\sqrt{2}+\sqrt{6}}{4} || \cos 15^\circ
\cos 20^\circ\cos 40^\circ\cos 80^\circ || 1/8
2n-1, n \in \mathbb{Z} || 2n-1
0.5 || .5
+5 || 5
5 apples || 5 oranges
Abs(tan(y)) || |\tan y|
floor(n/2) || \lfloor n/2\rfloor
factorial(n) || n!
binomial(n,2) || \frac{n(n-1)}{2}
C_{10}^{3} || 120
C_n^2 || \frac{n(n-1)}{2}
|AB| = 5 || 5
m\angle ABC = 60^\circ || 60
2k\pi (k\in \mathbb{Z}) || 2k\pi
2^{n-1} \text{ for all } n \ge 1 || 2^{n-1}
\ge 5 || x \ge 5
infinitely many || \infty
\left\{\begin{array}{l}x=2\\y=3\end{array}\right. || x=2, y=3
\left\{\begin{array}{l}x=2\\y=3\end{array}\right. || (2,3)
\frac{3}{4} \text{ or } 75\% || 3/4
x = \frac{1}{3} = 0.333 || 1/3
\left[\begin{matrix}1 & 2\\3 & 4\end{matrix}\right] || \begin{pmatrix}1&2\\3&4\end{pmatrix}
x < 3 \wedge 2 < x || (2,3)
\left(-\infty, 2\right) \cup \left(3, \infty\right) || x<2 \text{ or } x>3
\left(1, \  2\right) || (1,2)
a_n = 2n+1 || 2n+1
f(x)=x+1 \text{ or } f(x)=-x+1 || f(x) = x+1, f(x)=1-x
(1,2),(3,4) || \{(3,4),(1,2)\}
S_{\triangle ABC} = 6 || 6
\sqrt{2}:1 || \sqrt2
\frac12 ab \sin C || \frac{ab\sin C}{2}
y = -\frac{1}{2}x + 3 || x + 2y = 6
x^2 + y^2 - 4x = 0 || (x-2)^2+y^2=4
n = 3 \text{ or } n = 5 || n \in \{3,5\}
\{3,5\} || n=3,5
1 < x < 2 || (1,2)
0 < a \leq 1 || (0,1]
a \geq 2 \text{ or } a \leq -2 || (-\infty,-2]\cup[2,+\infty)
\frac{1}{2}, 1 || \frac{1}{2} \text{ and } 1
10\frac12\% || 10.5\%
\$12.00 || 12
12 dollars || \$12
3 hours and 20 minutes || 200 minutes
\text{Tuesday} || Tuesday
p = 2, q = 3 || (p, q) = (2, 3)
2^{3}\cdot 3^{2} || 72
\frac{2023}{2024} || 1-\frac{1}{2024}
0.\dot{3} || \frac13
1e3 || 1000
\sqrt{\frac{2}{3}} || \frac{\sqrt6}{3}
\sin^{-1}\left(\frac12\right) || 30^\circ
\tan 75^\circ || 2+\sqrt3
2\angle A || 2\angle A
\text{C and D} || C, D
\mathrm{C} || C
\boxed{\text{C}} || C
\textbf{(C) } 12 || C
\text{(C)}\ 12 || (C)
x\to\infty || x\to\infty
3\text{ m} || 300\text{ cm}
3 m || 300 cm
25 \mathrm{~cm} || 25
5 \mathrm{~m} / \mathrm{s} || 5 m/s
9.8 \mathrm{~m/s^2} || 9.8
\frac{5}{9}\text{ of the cake} || 5/9
\text{approximately } 3.14 || 3.14
about 5 || 5
\{x: x>2\} || (2,\infty)
\{ x \in \mathbb{R} : x > 2 \} || (2,\infty)
(2k+1)\pi, k\in Z || (2k+1)\pi
1+\frac{1}{1+\frac{1}{2}} || 5/3
\sqrt{4}+\sqrt{9} || 5
\frac{1}{3} \pi r^2 h || \frac{\pi r^2 h}{3}
1{,}234.56 || 1234.56
\dfrac{\sqrt[3]{4}}{2} || 2^{-1/3}
\frac{-1\pm\sqrt{5}}{2} || \frac{-1+\sqrt{5}}{2}, \frac{-1-\sqrt{5}}{2}
x = 2 \text{ only} || 2
\ln 2 || \log 2
\sqrt[n]{2} || 2^{1/n}
\binom{n}{k} || \frac{n!}{k!(n-k)!}
e^{i\theta} || \cos\theta+i\sin\theta
2\,\pi || 2\pi
\{\} || \emptyset
f(n) = \begin{cases} n/2 & n \text{ even}\\ 3n+1 & n \text{ odd}\end{cases} || f(n) = \begin{cases} n/2 & n \text{ even}\\ 1+3n & n \text{ odd}\end{cases}
x^2<4 || -2<x<2
|x|\le 1 || [-1,1]
(x-1)(x-3)>0 || x<1 \text{ or } x>3
x^2\ge 2 || x\le-\sqrt2 \text{ or } x\ge\sqrt2
\ln x > 0 || x>1
]0,1[ \cup ]2,3] || (0,1)\cup(2,3]
\frac{\pi}{4} + k\pi, k \in \mathbb{Z} || \frac{\pi}{4} + n\pi, n \in \mathbb{Z}
36 km/h || 10 m/s
\frac{dy}{dx}=2x || 2x
\lim_{x\to0} f = 5 || 5
n \equiv 1 \pmod 4 || n\equiv 1 (\bmod 4)
log2(8) || 3
Matrix([[1,2],[3,4]]) || \begin{pmatrix}1&2\\3&4\end{pmatrix}
AB || A, B
e x || E*x
`);

test.each(equalPairs)("%s means %s", (a, b) => {
  expect([equivalent(a, b), equivalent(b, a)]).toEqual(["equal", "equal"]);
});
