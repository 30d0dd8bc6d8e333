/** Stories that ask for an exact sum. Places: {list} the numbers, {target} what some of them must add up to, {name} a person. */
export const stories: readonly string[] = [
  "Which of {list} add up to {target}?",
  "{name} has vouchers of {list} dollars. Which pay exactly {target} dollars?",
  "Planks are {list} feet long. Which of them reach exactly {target} feet, end to end?",
  "Parcels weigh {list} pounds. Which weigh {target} pounds together?",
  "Songs last {list} minutes. Which fill exactly {target} minutes?",
  "{name} has cards with the numbers {list}. Which make {target} together?",
  "Groups of {list} people wait for a boat with {target} seats. Which groups fill it?",
  "Jugs hold {list} cups. Which of them fill a bowl of {target} cups?",
];
