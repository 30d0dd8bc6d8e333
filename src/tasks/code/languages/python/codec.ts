/**
 * Python, shared by the judge and the program's process: values as plain data. What is sent is a table of nodes, scalars inline, so that
 * depth, cycles and shared parts survive; what is not data stays where it is and is sent as a handle. Nothing that is received is
 * run: unpacking makes lists, dicts and the like, and objects of classes that the receiver itself has.
 */
export const codecSource = String.raw`
import builtins, collections, datetime, decimal, enum, fractions, importlib, json, os, re, sys, types

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)

class Gone(BaseException):
    "The other side has ended, or speaks nonsense: no test can catch this."

class Channel:
    "Lines of JSON, one a message."

    def __init__(self, inward, outward):
        self.inward, self.outward = open(inward, "rb", closefd=False), outward
        self.is_gone = False

    def send(self, message):
        data = memoryview(json.dumps(message).encode() + b"\n")
        try:
            while data:
                data = data[os.write(self.outward, data):]
        except OSError:
            self.gone()

    def receive(self):
        line = self.inward.readline()
        if not line.endswith(b"\n"):
            self.gone()
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            self.gone()
        if not isinstance(message, dict):
            self.gone()
        return message

    def gone(self):
        self.is_gone = True
        raise Gone()

numpy_kinds = "biufcUSM"
made_by_parts = {"date": datetime.date, "time": datetime.time, "datetime": datetime.datetime}

def numpy_of(value):
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(value, (numpy.ndarray, numpy.generic)) or value.dtype.kind not in numpy_kinds:
        return None
    return ["numpy", value.dtype.str, list(value.shape) if isinstance(value, numpy.ndarray) else None, bytes(value.tobytes()).hex()]

def unpack_numpy(text, shape, content):
    import numpy
    kind = numpy.dtype(text)
    if kind.kind not in numpy_kinds:
        raise ValueError(text)
    flat = numpy.frombuffer(bytes.fromhex(content), dtype=kind)
    return flat[0] if shape is None else flat.reshape(shape).copy()

def is_tuple_of_names(kind):
    fields = getattr(kind, "_fields", None)
    return issubclass(kind, tuple) and type(fields) is tuple and all(type(name) is str for name in fields)

def has_methods(kind, base):
    "Whether a subclass of a built-in one can do more than that: then its objects are more than data."
    own = [part for part in kind.__mro__ if part not in base.__mro__]
    return any(callable(value) and not name.startswith("__") for part in own for name, value in vars(part).items())

def scalar_of(value):
    "A subclass's text or number as such, whatever the subclass says of itself; None where there is none."
    for base, read in ((str, str.__str__), (int, int.__int__), (float, float.__float__)):
        if isinstance(value, base):
            return (read(value),) if isinstance(value, enum.Enum) or not has_methods(type(value), base) else None
    return None

class Codec:
    def __init__(self):
        self.classes = {}  # by name: of the tests' setup, which both sides have
        self.objects, self.handles = [], {}

    def handle(self, value):
        if id(value) not in self.handles:
            self.handles[id(value)] = len(self.objects)
            self.objects.append(value)  # kept, so that its id stays its own
        return self.handles[id(value)]

    def pack(self, values, known={}):
        "known: the number of each container that the other side has numbered, by its id here."
        nodes, seen, waiting, kept = [], {}, [], []

        def ref(value):
            kind = type(value)
            if value is None or kind is bool or kind is str or kind is float:
                return value
            if kind is int:
                return value if value.bit_length() < 4000 else ["i", hex(value)]
            if id(value) in known:
                return ["arg", known[id(value)]]
            if id(value) not in seen:
                scalar = scalar_of(value)
                if scalar is not None:
                    return ref(scalar[0])
                seen[id(value)] = len(nodes)
                nodes.append(None)
                kept.append(value)
                waiting.append((len(nodes) - 1, value))
            return ["r", seen[id(value)]]

        refs = [ref(value) for value in values]
        while waiting:
            index, value = waiting.pop()
            nodes[index] = self.describe(value, ref)
        self.kept = kept  # what the numbers stand for
        return {"refs": refs, "nodes": nodes}

    def describe(self, value, ref):
        kind = type(value)
        theirs = self.handle_of_remote(value)
        if theirs is not None:
            return ["yours", theirs]
        if isinstance(value, type) and self.classes.get(value.__name__) is value:
            return ["class", value.__name__]
        if self.classes.get(kind.__name__) is kind and isinstance(value, enum.Enum):
            return ["member", kind.__name__, value._name_]
        if self.classes.get(kind.__name__) is kind:
            return ["instance", kind.__name__, [[name, ref(part)] for name, part in vars(value).items()]]
        return self.describe_data(value, kind, ref) or self.describe_known(value, kind, ref) or self.describe_own(value, ref)

    def describe_data(self, value, kind, ref):
        for base in (list, tuple, set, frozenset, dict, bytes, bytearray, collections.deque):
            if not isinstance(value, base):
                continue
            if kind is not base and kind.__module__ not in ("collections", "builtins"):
                if base is tuple and is_tuple_of_names(kind):
                    return ["named", kind.__name__, list(kind._fields), [ref(part) for part in tuple.__iter__(value)]]
                if has_methods(kind, base):
                    return None
            return self.describe_container(value, base, ref)
        return None

    def describe_container(self, value, base, ref):
        if base is bytes or base is bytearray:
            return [base.__name__, base.hex(value)]
        if base is not dict:
            return [base.__name__, [ref(part) for part in base.__iter__(value)]]
        factory = getattr(value, "default_factory", None) if type(value) is collections.defaultdict else None
        if factory in plain_kinds:
            return ["defaultdict", [[ref(key), ref(part)] for key, part in dict.items(value)], factory.__name__]
        name = next((part.__name__ for part in (collections.Counter, collections.OrderedDict) if isinstance(value, part)), "dict")
        return [name, [[ref(key), ref(part)] for key, part in dict.items(value)]]

    def describe_known(self, value, kind, ref):
        if kind is complex:
            return ["complex", value.real, value.imag]
        if kind is range:
            return ["range", ref(value.start), ref(value.stop), ref(value.step)]
        if kind in (type({}.keys()), type({}.values()), type({}.items())):
            return ["view", kind.__name__, [ref(part) for part in value]]
        if kind is decimal.Decimal:
            return ["decimal", str(value)]
        if kind is fractions.Fraction:
            return ["fraction", ref(value.numerator), ref(value.denominator)]
        if kind is datetime.timedelta:
            return ["timedelta", value.days, value.seconds, value.microseconds]
        if kind in made_by_parts.values() and getattr(value, "tzinfo", None) in (None, datetime.timezone.utc):
            names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
            parts = [getattr(value, name) for name in names if hasattr(value, name)]
            return [kind.__name__, parts, getattr(value, "tzinfo", None) is not None]
        if value is Ellipsis or value is NotImplemented:
            return ["builtin", repr(value)]
        if self.sends_as_name(value):
            return ["module", value.__name__] if kind is types.ModuleType else ["library", value.__module__, value.__qualname__]
        return numpy_of(value)

    def sends_as_name(self, value):
        return type(value) is types.ModuleType or self.is_of_library(value)

    def is_of_library(self, value):
        name = getattr(value, "__module__", None) if type(value) in (type, types.BuiltinFunctionType, types.FunctionType) else None
        if type(name) is not str or name.split(".")[0] not in library or "<" in value.__qualname__:
            return False
        return find_in_library(name, value.__qualname__) is value

    def describe_own(self, value, ref):
        return ["own", self.handle(value), self.about(value, ref)]

    def about(self, value, ref):
        return {"call": callable(value), "kind": "object"}

    def unpack(self, packed, args=(), first=None):
        "Returns the values and, by their number, all containers and objects that were made. The first node is put into first."
        nodes, made, waiting = packed["nodes"], {}, []
        if first is not None:
            made[0] = first
            waiting.append((first, nodes[0]))

        def value(ref):
            if not isinstance(ref, list):
                return ref
            tag, index = ref
            if tag == "i":
                return int(index, 16)
            if tag == "arg":
                return args[index]
            if index not in made:
                build(index)
            return made[index]

        def build(index):
            node = nodes[index]
            empty = empties.get(node[0])
            if empty is not None:
                made[index] = empty()
                waiting.append((made[index], node))
            elif node[0] == "instance":
                made[index] = object.__new__(self.classes[node[1]])
                waiting.append((made[index], node))
            else:
                made[index] = self.build_whole(node, value)

        values = [value(ref) for ref in packed["refs"]]
        while waiting:
            fill(*waiting.pop(), value)
        return values, made

    def build_whole(self, node, value):
        kind, rest = node[0], node[1:]
        if kind == "tuple":
            return tuple([value(ref) for ref in rest[0]])
        if kind == "frozenset":
            return frozenset([value(ref) for ref in rest[0]])
        if kind == "named":
            return collections.namedtuple(rest[0], rest[1])(*[value(ref) for ref in rest[2]])
        if kind == "bytes":
            return bytes.fromhex(rest[0])
        if kind == "complex":
            return complex(*rest)
        if kind == "range":
            return range(*[value(ref) for ref in rest])
        if kind == "view":
            parts = [value(ref) for ref in rest[1]]
            if rest[0] == "dict_keys":
                return dict.fromkeys(parts).keys()
            return dict(parts).items() if rest[0] == "dict_items" else dict(enumerate(parts)).values()
        if kind == "decimal":
            return decimal.Decimal(rest[0])
        if kind == "fraction":
            return fractions.Fraction(*[value(ref) for ref in rest])
        if kind == "timedelta":
            return datetime.timedelta(*rest)
        if kind in made_by_parts:
            return made_by_parts[kind](*rest[0], **({"tzinfo": datetime.timezone.utc} if rest[1] else {}))
        if kind == "builtin":
            return {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}[rest[0]]
        if kind == "module":
            return importlib.import_module(rest[0]) if rest[0].split(".")[0] in library else types.ModuleType(rest[0])
        if kind == "library":
            return find_in_library(rest[0], rest[1])
        if kind == "numpy":
            return unpack_numpy(*rest)
        if kind == "class":
            return self.classes[rest[0]]
        if kind == "member":
            return self.classes[rest[0]][rest[1]]
        if kind == "yours":
            return self.objects[rest[0]]
        if kind == "own":
            return self.remote(rest[0], rest[1], value)
        raise ValueError(kind)

library = set(getattr(sys, "stdlib_module_names", ("builtins", "math", "operator", "itertools", "functools", "collections", "re", "string")))
library |= {"numpy"}

def find_in_library(module, qualname):
    if module.split(".")[0] not in library:
        raise ValueError(module)
    try:
        found = importlib.import_module(module)
        for name in qualname.split("."):
            found = getattr(found, name)
    except (ImportError, AttributeError):
        return None
    return found if isinstance(found, (type, types.BuiltinFunctionType, types.FunctionType)) else None

empties = {
    "list": list, "dict": dict, "set": set, "bytearray": bytearray, "deque": collections.deque,
    "Counter": collections.Counter, "OrderedDict": collections.OrderedDict, "defaultdict": collections.defaultdict,
}
plain_kinds = [int, float, str, bool, list, tuple, dict, set]

def fill(container, node, value):
    "Makes a container hold what a node says, and nothing else."
    kind = node[0]
    if kind == "instance":
        state = {name: value(ref) for name, ref in node[2]}
        vars(container).clear()
        vars(container).update(state)
        return
    if kind == "bytearray":
        container[:] = bytes.fromhex(node[1])
        return
    if kind in ("list", "set", "deque"):
        content = [value(ref) for ref in node[1]]
        container.clear()
        container.extend(content) if kind != "set" else container.update(content)
        return
    content = [(value(key), value(ref)) for key, ref in node[1]]
    container.clear()
    if kind == "defaultdict":
        container.default_factory = next(one for one in plain_kinds if one.__name__ == node[2])
    for key, part in content:
        dict.__setitem__(container, key, part)

def shared_classes(space, module):
    "The classes of a setup whose objects can be sent as what they hold."
    found = {}
    for name, value in space.items():
        if isinstance(value, type) and value.__module__ == module and value.__name__ == name:
            try:
                if isinstance(value, enum.EnumMeta) or vars(object.__new__(value)) == {}:
                    found[name] = value
            except TypeError:
                pass  # it has no place for attributes, or builds on a built-in class
    return found

def mutable(node):
    return node[0] in empties or node[0] == "instance"

def changes(codec, packed, made):
    "Which of the containers that were received have changed since, and what they hold now."
    known = {id(container): index for index, container in made.items()}
    found = []
    for index, container in made.items():
        before = packed["nodes"][index]
        if not mutable(before):
            continue
        del known[id(container)]
        now = codec.pack([container], known)
        known[id(container)] = index
        if len(now["nodes"]) > 1 or json.dumps(now["nodes"][0]).replace('"arg"', '"r"') != json.dumps(before):
            found.append([index, now])
    return found
`;
