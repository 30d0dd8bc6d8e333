import { expect, test } from "vitest";
import { equivalent } from "./index.ts";
import { pairsOf } from "./testing/pairs.ts";

/** How computer algebra systems print answers, as plain text and as LaTeX, by hand. */
const equalPairs = pairsOf(String.raw`
\left\{1, 2\right\} || \{1,2\}
\left(-\infty, 2\right) \cup \left(3, \infty\right) || (-\infty,2)\cup(3,\infty)
2 i \sqrt{3} || 2\sqrt{3}i
2*I*sqrt(3) || 2\sqrt{3}i
sqrt(2)*I || i\sqrt2
exp(2*I*pi/3) || e^{2\pi i/3}
\log{\left(2 \right)} || \ln 2
log(2) || \ln 2
log(8)/log(2) || 3
\operatorname{atan}{\left(x \right)} || \arctan x
\operatorname{acos}{\left(\frac{1}{3} \right)} || \arccos\frac13
\operatorname{asin}\left(\frac13\right) || \arcsin\frac13
\sin^{2}{\left(x \right)} || \sin^2 x
\cos{\left(2 \theta \right)} || 2\cos^2\theta-1
\left|{x}\right| || |x|
\left\lfloor{\frac{n}{2}}\right\rfloor || \lfloor n/2\rfloor
{\binom{n}{k}} || \binom{n}{k}
x^{\frac{2}{3}} || \sqrt[3]{x^2}
2^{\frac{2}{3}} || \sqrt[3]{4}
\frac{2^{\frac{2}{3}}}{2} || \frac{\sqrt[3]{4}}{2}
\frac{\sqrt[3]{2}}{2} || 2^{-2/3}
\mathbb{R} \setminus \left\{0\right\} || x\ne0
2 \cdot 10^{5} || 200000
x = 2 \vee x = 3 || x=2,3
x > 2 \wedge x < 3 || (2,3)
(x > 2) & (x < 3) || (2,3)
(x < 2) | (x > 3) || (-\infty,2)\cup(3,\infty)
-oo < x && x < 2 || (-\infty,2)
Interval.open(1, 2) || (1,2)
Interval(1, 2) || [1,2]
Union(Interval.open(-oo, 2), Interval.open(3, oo)) || (-\infty,2)\cup(3,\infty)
FiniteSet(1, 2) || \{1,2\}
Eq(x, 2) || x=2
Eq(y, 2*x + 1) || y=2x+1
[1, 2] || [1,2]
Matrix([[1], [2]]) || \begin{pmatrix}1\\2\end{pmatrix}
\left[\begin{matrix}1\\2\end{matrix}\right] || \begin{pmatrix}1\\2\end{pmatrix}
x**2 + 2*x + 1 || (x+1)^2
(x + 1)*(x - 1) || x^2-1
3*x**2/2 || \frac{3x^2}{2}
1/(x**2 + 1) || \frac{1}{x^2+1}
sqrt(x**2 + 1) || \sqrt{x^2+1}
(1 + sqrt(5))/2 || \frac{1+\sqrt5}{2}
1/2 + sqrt(5)/2 || \frac{1+\sqrt5}{2}
\frac{1}{2} + \frac{\sqrt{5}}{2} || \frac{1+\sqrt{5}}{2}
-1 + sqrt(3)*I || -1+\sqrt3 i
E**2 || e^2
E || e
pi**2/6 || \frac{\pi^2}{6}
oo || \infty
-oo || -\infty
cbrt(2) || \sqrt[3]{2}
2**(1/3) || \sqrt[3]{2}
Rational(1, 2) || \frac12
binomial(10, 3) || 120
factorial(5) || 120
Abs(x - 1) || |x-1|
floor(x) || \lfloor x\rfloor
ceiling(x) || \lceil x\rceil
Max(1, x) || \max(1,x)
\begin{cases} x & \text{for}\: x \geq 0 \\- x & \text{otherwise} \end{cases} || \begin{cases} x & x\ge0\\-x&\text{otherwise}\end{cases}
\sum_{k=1}^{n} k || \sum_{k=1}^n k
\overline{z} || \bar z
\tan{\left(\frac{\pi}{8} \right)} || \sqrt2-1
- \frac{\sqrt{2}}{2} + \frac{\sqrt{2} i}{2} || \frac{-1+i}{\sqrt2}
\sqrt{2} \sqrt{\sqrt{5} + 5} || \sqrt{10+2\sqrt5}
\frac{\sqrt{6}}{4} - \frac{\sqrt{2}}{4} || \sin 15^\circ
x \left(x + 1\right) || x^2+x
\left(x - 1\right)^{2} || x^2-2x+1
\left(x - 1\right) \left(x + 1\right) || x^2-1
- x^{2} + 2 x || 2x-x^2
\frac{x - 1}{x + 1} || 1-\frac{2}{x+1}
0.333333333333333 || \frac13
1.41421356237310 || \sqrt2
3.14159265358979 || \pi
1.0 || 1
0.5 || \frac12
2.0*x || 2x
0.25*pi || \frac{\pi}{4}
x = -2.5 || -\frac52
1.5e+6 || 1500000
1.0e-5 || 10^{-5}
100.0\% || 100\%
\text{False} || False
\left( 1, \  2\right) || (1,2)
\left[ 1, \  2\right] || [1,2]
\left( -\infty, \  3\right] || x\le3
y = 2 x + 1 || y=2x+1
x \leq 3 \text{ or } x \geq 5 || (-\infty,3]\cup[5,\infty)
\left\{ x\; \middle|\; x > 2 \right\} || (2,\infty)
\left\{x \mid x \in \mathbb{R} \wedge x > 2 \right\} || (2,\infty)
Reals || \mathbb{R}
EmptySet || \emptyset
\left(-1\right)^{n} || (-1)^n
\left(\frac{1}{2}\right)^{n} || 2^{-n}
n^{n} || n^n
\log_{2}{\left(x \right)} || \frac{\ln x}{\ln 2}
\frac{\log{\left(x \right)}}{\log{\left(2 \right)}} || \log_2 x
\exp\left(-\frac{x^2}{2}\right) || e^{-x^2/2}
\frac{1}{\sqrt{2\pi}} e^{-x^2/2} || \frac{e^{-\frac{x^2}{2}}}{\sqrt{2\pi}}
\cot^{-1}(1) || \frac{\pi}{4}
\sinh^{-1}(0) || 0
\csc 30^\circ || 2
\sin(\pi/6) || 0.5
\sqrt{-4} || 2i
(-1)^{1/2} || i
`);

test.each(equalPairs)("%s means %s", (a, b) => {
  expect([equivalent(a, b), equivalent(b, a)]).toEqual(["equal", "equal"]);
});
