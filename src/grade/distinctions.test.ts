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
`);

test.each(differentPairs)("%s does not mean %s", (a, b) => {
  expect([equivalent(a, b), equivalent(b, a)]).toEqual(["different", "different"]);
});
