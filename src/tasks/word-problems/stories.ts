import type { Story } from "./story.ts";

const collecting: Story = {
  kind: "collecting",
  items: ["stamps", "shells", "coins", "cards", "marbles", "stickers"],
  openings: ["{name} has {n} {items}.", "{name} starts with {n} {items}.", "There are {n} {items} in {name}'s box."],
  groupOpenings: ["{name} has {k} bags with {n} {items} each.", "{name} owns {k} albums of {n} {items}."],
  events: {
    add: ["{He} finds {n} more.", "{friend} gives {him} {n} {items}.", "On {his} birthday {he} gets {n} more."],
    subtract: ["{He} loses {n} of them.", "{He} gives {n} to {friend}.", "{He} sells {n} {items}."],
    multiply: ["A year later {he} has {k} times as many.", "Soon {he} has {k} times that number."],
    divide: [
      "{He} puts them into {k} equal piles and keeps one pile.",
      "{He} shares them equally among {k} people and keeps one share.",
    ],
    addGroups: ["{He} buys {k} packs of {n}.", "{friend} gives {him} {k} bags of {n} {items}."],
    subtractGroups: ["{He} sells {k} packs of {n}.", "{He} gives {n} to each of {k} friends."],
    joinMore: ["{friend} has {n} more than {he} does, and they put all together."],
    joinTimes: ["{friend} has {k} times as many, and they put all together."],
  },
  questions: ["How many {items} are there now?", "How many {items} is that in the end?"],
};

const shopping: Story = {
  kind: "shopping",
  items: ["dollars"],
  openings: [
    "{name} has {n} dollars.",
    "{name} takes {n} dollars to the shop.",
    "There are {n} dollars in {name}'s purse.",
  ],
  groupOpenings: ["{name} saves {n} dollars a week for {k} weeks.", "{name} earns {n} dollars a day for {k} days."],
  events: {
    add: [
      "{His} aunt gives {him} {n} dollars.",
      "{He} finds {n} dollars at home.",
      "{He} sells a game for {n} dollars.",
    ],
    subtract: [
      "{He} buys a book for {n} dollars.",
      "{He} spends {n} dollars on food.",
      "{He} pays {n} dollars for a hat.",
    ],
    multiply: ["By summer {he} has {k} times as much."],
    divide: ["{He} splits the money evenly among {k} people and keeps one share."],
    addGroups: ["{He} sells {k} toys for {n} dollars each.", "{He} works {k} hours for {n} dollars an hour."],
    subtractGroups: ["{He} buys {k} toys for {n} dollars each.", "{He} pays for {k} tickets at {n} dollars each."],
    joinMore: ["{friend} has {n} dollars more than {he} does, and they put all together."],
    joinTimes: ["{friend} has {k} times as much, and they put all together."],
  },
  questions: ["How many dollars are there now?", "How much money is that in the end?"],
};

const baking: Story = {
  kind: "baking",
  items: ["cookies", "muffins", "rolls", "cakes", "pies"],
  openings: ["{name} bakes {n} {items}.", "{name} makes {n} {items} for the fair."],
  groupOpenings: ["{name} bakes {k} trays of {n} {items}.", "{name} fills {k} plates with {n} {items} each."],
  events: {
    add: ["Then {he} bakes {n} more.", "{friend} brings {n} {items}.", "{He} takes {n} more from the oven."],
    subtract: ["{He} sells {n} of them.", "The family eats {n} {items}.", "{He} burns {n} of them."],
    multiply: ["For a party {he} bakes until there are {k} times as many."],
    divide: [
      "{He} packs them into {k} equal boxes and sells all but one box.",
      "{He} shares them equally among {k} plates and keeps one plate.",
    ],
    addGroups: ["{He} bakes {k} more trays of {n}.", "{friend} brings {k} boxes of {n} {items}."],
    subtractGroups: ["{He} sells {k} boxes of {n}.", "Each of {k} guests eats {n}."],
    joinMore: ["{friend} bakes {n} more than {name} has, and they put all together."],
    joinTimes: ["{friend} bakes {k} times as many, and they put all together."],
  },
  questions: ["How many {items} are there now?", "How many {items} are left?"],
};

const travelling: Story = {
  kind: "travelling",
  items: ["people"],
  openings: ["A train carries {n} people.", "There are {n} people on a ship.", "A bus leaves town with {n} people."],
  groupOpenings: ["A train has {k} cars with {n} people each.", "{k} buses bring {n} people each to a ship."],
  events: {
    add: ["At the next stop {n} get on.", "Then {n} more people get on."],
    subtract: ["At the next stop {n} get off.", "Then {n} people get off.", "In the old town {n} people leave."],
    multiply: ["In the city the number grows to {k} times as many."],
    divide: ["They split into {k} equal groups, and one group stays."],
    addGroups: ["Then {k} families of {n} get on.", "At the port {k} groups of {n} get on."],
    subtractGroups: ["Then {k} families of {n} get off.", "At the lake {k} groups of {n} leave."],
  },
  questions: ["How many people are there now?", "How many people are on the trip in the end?"],
};

const farming: Story = {
  kind: "farming",
  items: ["apples", "pears", "plums", "eggs", "melons", "onions"],
  openings: ["{name} picks {n} {items}.", "A farm has {n} {items} to sell.", "There are {n} {items} in the barn."],
  groupOpenings: ["{name} picks {k} baskets of {n} {items}.", "A farm fills {k} boxes with {n} {items} each."],
  events: {
    add: ["The next day brings {n} more.", "A neighbor brings {n} {items}."],
    subtract: ["The market takes {n} of them.", "Then {n} {items} go bad.", "The cook uses {n} {items}."],
    multiply: ["By fall there are {k} times as many."],
    divide: ["They go into {k} equal crates, and only one crate stays."],
    addGroups: ["A truck brings {k} bags of {n}.", "Then {k} workers bring {n} each."],
    subtractGroups: ["A shop buys {k} bags of {n}.", "Then {k} horses eat {n} each."],
    joinMore: ["Another farm has {n} more than that, and they put all together."],
    joinTimes: ["Another farm has {k} times as many, and they put all together."],
  },
  questions: ["How many {items} are there now?", "How many {items} are left?"],
};

const reading: Story = {
  kind: "reading",
  items: ["pages"],
  openings: ["{name} reads {n} pages.", "{name} writes {n} pages of a story."],
  groupOpenings: ["{name} reads {n} pages a day for {k} days.", "{name} writes {n} pages a week for {k} weeks."],
  events: {
    add: ["On Monday {he} adds {n} pages.", "Then {he} does {n} more."],
    subtract: ["{He} does not count {n} of them.", "{He} takes out {n} pages with pictures."],
    multiply: ["By summer {he} has {k} times as many."],
    divide: ["{He} splits the pages into {k} equal parts and keeps one part."],
    addGroups: ["Then {he} adds {k} parts of {n} pages.", "For {k} more days {he} adds {n} a day."],
    subtractGroups: ["{He} takes out {k} parts of {n} pages."],
    joinMore: ["{friend} has {n} pages more than {he} does, and they put all together."],
    joinTimes: ["{friend} has {k} times as many, and they put all together."],
  },
  questions: ["How many pages is that in the end?", "How many pages are there now?"],
};

const school: Story = {
  kind: "school",
  items: ["books", "pens", "chairs", "balls", "desks"],
  openings: ["A school has {n} {items}.", "There are {n} {items} in the hall.", "{name} counts {n} {items} at school."],
  groupOpenings: ["A school has {k} rooms with {n} {items} each.", "There are {k} rows of {n} {items} in the hall."],
  events: {
    add: ["The city sends {n} more.", "A teacher brings {n} {items}.", "In May {n} {items} are bought."],
    subtract: ["In June {n} of them get lost.", "A class takes {n} {items}.", "Then {n} are given away."],
    multiply: ["After a sale the school has {k} times as many."],
    divide: ["They are shared equally by {k} rooms, and only one room keeps its share."],
    addGroups: ["The city sends {k} boxes of {n}.", "Then {k} parents bring {n} each."],
    subtractGroups: ["Then {k} classes take {n} each.", "The school gives away {k} boxes of {n}."],
    joinMore: ["Another school has {n} more than that, and they put all together."],
    joinTimes: ["Another school has {k} times as many, and they put all together."],
  },
  questions: ["How many {items} are there now?", "How many {items} is that in the end?"],
};

/** All kinds of stories. */
export const stories: readonly Story[] = [collecting, shopping, baking, travelling, farming, reading, school];
