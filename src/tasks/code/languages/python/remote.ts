/**
 * Python, the judge's side: what stands for the program's functions, classes and objects. Calls and attributes are asked of the program;
 * what comes back is data. Whether two things are equal, contained or greater is never the program's to say: but for objects
 * of a class that the test itself names and makes, compared with each other.
 */
export const remoteSource = String.raw`
class Refused(AssertionError):
    "The program's object was to decide a test."

def refused(what):
    raise Refused("got an object of the program's own where data were wanted: it shall not say itself " + what)

# Of built-in values: an answer that has these only stands in for a value, to be asked whether it is the right one.
judging = {name for kind in (str, bytes, set, frozenset, float, list, dict, tuple, range)
           for name in dir(kind) if name in ("startswith", "endswith", "issubset", "issuperset", "isdisjoint", "is_integer")
           or name.startswith("is") and kind in (str, bytes)} | {"equals", "is_equal", "isEqual"} - {"isempty"}

class Remote:
    "An object of the program's."

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__") and name not in ("__name__", "__doc__", "__wrapped__", "__qualname__"):
            raise AttributeError(name)
        if name in judging and not judge.is_made(self):
            refused(name)
        return judge.ask("get", [], self, name=name)

    def __setattr__(self, name, value):
        judge.ask("set", [value], self, name=name)

    def __delattr__(self, name):
        judge.ask("delete", [], self, name=name)

    def __eq__(self, other):
        if self is other:
            return True
        if isinstance(other, Remote):
            return judge.is_made(self) and judge.is_made(other) and judge.operator("eq", self, [other]) is True
        if judge.is_of_library(other):
            return vars(self).get("_rise_library") == [other.__module__, other.__qualname__]
        is_plain, content = judge.ask("plain", [], self)
        return is_plain and content == other

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return id(self)

    def __bool__(self):
        return judge.ask("builtin", [], self, name="bool") is True

    def __contains__(self, value):
        if judge.is_made(self):
            return judge.operator("contains", self, [value]) is True
        return any(part == value for part in self)

    def __len__(self):
        return judge.number(judge.ask("builtin", [], self, name="len"), int)

    def __iter__(self):
        return judge.steps(judge.ask("iter", [], self))

    def __next__(self):
        return judge.ask("next", [], self)

    def __getitem__(self, key):
        return judge.operator("getitem", self, [key])

    def __setitem__(self, key, value):
        judge.operator("setitem", self, [key, value])

    def __delitem__(self, key):
        judge.operator("delitem", self, [key])

    def __str__(self):
        return judge.ask("text", ["str"], self)

    def __repr__(self):
        return judge.ask("text", ["repr"], self)

    def __format__(self, form):
        return format(str(self), form)

    def __int__(self):
        return judge.number(judge.ask("builtin", [], self, name="int"), int)

    def __float__(self):
        return judge.number(judge.ask("builtin", [], self, name="float"), float)

    def __enter__(self):
        return judge.ask("enter", [], self)

    def __exit__(self, *_):
        judge.ask("exit", [], self)

    def __await__(self):
        return judge.ask("await", [], self)
        yield

class Callable(Remote):
    "A function of the program's, or an object that can be called."

    def __call__(self, *args, **kwargs):
        return judge.ask("call", [list(args), kwargs], self)

class ClassOfRemotes(type):
    "A class of the program's: calling it makes an object there."

    def __call__(kind, *args, **kwargs):
        if "_rise_handle" not in vars(kind):
            return type.__call__(kind, *args, **kwargs)
        return judge.ask("call", [list(args), kwargs], kind)

    def __getattr__(kind, name):
        if name.startswith("__") or "_rise_handle" not in vars(kind):
            raise AttributeError(name)
        return judge.ask("get", [], kind, name=name)

    def __iter__(kind):
        return judge.steps(judge.ask("iter", [], kind))

    def __getitem__(kind, key):
        return judge.operator("getitem", kind, [key])

def forward(name, reflected):
    "An operator that only objects of a class that the test itself makes may carry out."
    def carry_out(self, *values):
        if not judge.is_made(self) or not all(judge.is_data_or_made(value) for value in values):
            refused("what comes out")
        return judge.operator(name, self, list(values), reflected)
    return carry_out

for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift"):
    word = name + "_" if name in ("and", "or") else name
    setattr(Remote, "__" + name + "__", forward(word, False))
    setattr(Remote, "__r" + name + "__", forward(word, True))
for name in ("lt", "le", "gt", "ge", "neg", "pos", "abs", "invert"):
    setattr(Remote, "__" + name + "__", forward(name, False))
for name in ("round", "complex", "divmod"):
    setattr(Remote, "__" + name + "__", lambda self, *_: refused("what comes out"))

class Steps:
    "Steps through an iterator of the program's."

    def __init__(self, remote):
        self.remote = remote

    def __iter__(self):
        return self

    def __next__(self):
        return judge.ask("next", [], self.remote)
`;
