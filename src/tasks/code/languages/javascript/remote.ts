/**
 * JavaScript, the judge's side: what stands for the program's functions, classes and objects. Calls and properties are asked of the
 * program; what comes back is data. Whether something is equal, greater or contained is never the program's to say: but for objects
 * of a class that the test itself names and makes.
 */
export const remoteSource = String.raw`
class Refused extends Error {
  constructor(what) {
    super("got an object of the program's own where data were wanted: it shall not say itself " + what);
    this.name = "Refused";
  }
}

/** Of built-in values: an answer that has these only stands in for a value, to be asked whether it is the right one. */
const judging = new Set(["includes", "startsWith", "endsWith", "every", "some", "test", "match", "search", "isSubsetOf", "isSupersetOf", "isDisjointFrom", "equals", "isEqual", "eq"]);

const createRemotes = (ask, tests) => {
  const remotes = new Map(), facts = new WeakMap();
  const madeClasses = new WeakSet();
  const isContainer = /\.(?:add|set|put|insert|push|delete|remove)\s*\(/.test(tests);
  const factsOf = (remote) => (isObject(remote) ? facts.get(remote) : undefined);
  const isMade = (remote) => {
    for (let made = factsOf(remote)?.made; made !== undefined; made = factsOf(made)?.base) if (madeClasses.has(made)) return true;
    return false;
  };
  const toPrimitive = (handle, remote) => (hint) => {
    if (hint === "string") return ask("text", [], { h: handle });
    if (!isMade(remote())) throw new Refused("what it is worth");
    const value = ask("value", [], { h: handle });
    return hint === "default" && Number.isNaN(value) ? ask("text", [], { h: handle }) : value;
  };
  const get = (handle, about, target, key, remote) => {
    if (about.opaque) throw new Refused("what it holds (it is a Proxy)");
    if (key === Symbol.toPrimitive) return about.call ? undefined : toPrimitive(handle, remote);
    if (typeof key === "symbol" && key !== Symbol.iterator && key !== Symbol.asyncIterator) return undefined;
    if (about.call && (key === "call" || key === "apply" || key === "bind" || key === "prototype")) return target[key];
    if (key === "constructor" && !about.call) return about.made ?? Object;
    if (typeof key === "string" && !about.call && !isMade(remote()) && (judging.has(key) || (key === "has" && !isContainer))) throw new Refused(key);
    return ask("get", [key], { h: handle });
  };
  const own = (target, key) => Reflect.getOwnPropertyDescriptor(target, key)?.configurable === false;
  const handlerOf = (handle, about, remote) => ({
    get: (target, key) => get(handle, about, target, key, remote),
    set: (_, key, value) => ask("set", [key, value], { h: handle }),
    has: (target, key) => Reflect.has(target, key) || ask("has", [key], { h: handle }),
    deleteProperty: (_, key) => ask("delete", [key], { h: handle }),
    apply: (_, self, args) => ask("call", [self === globalThis ? undefined : self, args], { h: handle }),
    construct: (_, args) => {
      const value = ask("construct", [undefined, args], { h: handle });
      return isObject(value) ? value : Object.create(null);
    },
    ownKeys: (target) => {
      if (about.opaque) throw new Refused("what it holds (it is a Proxy)");
      const keys = ask("keys", [], { h: handle }).map(([key]) => key);
      return [...new Set([...keys, ...Reflect.ownKeys(target).filter((key) => own(target, key))])];
    },
    getOwnPropertyDescriptor: (target, key) => {
      if (about.opaque) throw new Refused("what it holds (it is a Proxy)");
      if (own(target, key)) return Reflect.getOwnPropertyDescriptor(target, key);
      const found = typeof key === "string" ? ask("keys", [], { h: handle }).find(([name]) => name === key) : undefined;
      return found && { value: ask("get", [key], { h: handle }), writable: true, enumerable: found[1], configurable: true };
    },
    defineProperty: (_, key, { value }) => ask("set", [key, value], { h: handle }),
  });
  const targetOf = (about, made, base) => {
    if (!about.call) return Object.create(made?.prototype ?? Object.prototype);
    const target = function () {};
    const parent = typeof base === "function" ? base : undefined;
    if (parent !== undefined) Object.setPrototypeOf(target.prototype, parent.prototype);
    return target;
  };
  const remote = (handle, about, value) => {
    const known = remotes.get(handle);
    if (known !== undefined) return known;
    const made = about.class ? value(about.class) : undefined;
    const base = typeof about.base === "string" ? globalThis[about.base] : about.base ? value(about.base) : undefined;
    const target = targetOf(about, made, base);
    let self;
    self = new Proxy(target, handlerOf(handle, { ...about, made }, () => self));
    if (about.call) defineProperty(target.prototype, "constructor", { value: self, writable: true, configurable: true });
    facts.set(self, { handle, made, base });
    remotes.set(handle, self);
    return self;
  };
  return {
    remote,
    handleOf: (value) => factsOf(value)?.handle,
    isClass: (value) => factsOf(value) !== undefined && typeof value === "function",
    make: (value) => void madeClasses.add(value),
  };
};
`;
