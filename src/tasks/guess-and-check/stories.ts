/**
 * Stories of two kinds of things. Places: {n} things in all, {s} what they come to together, {a} what one of the first kind
 * comes to, {b} one of the other, {name} a person. The question asks how many are of the first kind.
 */
export const stories: readonly string[] = [
  "{n} tickets cost {s} dollars. An adult pays {a}, a child {b}. How many are for adults?",
  "{name} has {n} coins worth {s} cents, some of {a} cents and some of {b}. How many coins of {a} cents?",
  "{s} eggs are packed in {n} boxes. A large box holds {a}, a small one {b}. How many boxes are large?",
  "{name} buys {n} plants for {s} dollars. A tree costs {a}, a bush {b}. How many trees?",
  "A quiz of {n} questions gives {s} points. A hard one gives {a}, an easy one {b}. How many are hard?",
  "{n} tables seat {s} guests. A long table seats {a}, a round one {b}. How many tables are long?",
  "{name} runs {s} miles in {n} days. On a good day it is {a}, on a bad one {b}. How many good days?",
  "{n} shelves hold {s} books. A wide shelf holds {a}, a narrow one {b}. How many shelves are wide?",
  "{name} fills {n} bags with {s} apples. A big bag takes {a}, a little one {b}. How many big bags?",
  "{n} vans carry {s} people. A new van carries {a}, an old one {b}. How many vans are new?",
];
