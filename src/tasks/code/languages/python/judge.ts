import { codecSource } from "./codec.ts";
import { remoteSource } from "./remote.ts";

/**
 * Python, run in a process of its own, which the program cannot reach: runs the tests, and compares here what the program answers. Reads
 * `{program, setup, tests, entryPoint}` on stdin; talks with the program's process on descriptors 3 and 4; writes what came
 * of it as one JSON record a line on descriptor 5. Assertions are rewritten so that a failing one tells what it got.
 */
export const judgeSource = `${codecSource}${remoteSource}${String.raw`
import ast

request = json.loads(sys.stdin.buffer.read())
records = open(5, "w", encoding="utf-8", closefd=False)
check = "__rise_check"

def tell(**record):
    records.write(json.dumps(record) + "\n")
    records.flush()

class Judge(Codec):
    def __init__(self):
        super().__init__()
        self.channel = Channel(3, 4)
        self.remotes, self.made = {}, set()

    def handle_of_remote(self, value):
        if isinstance(value, Remote) or isinstance(value, ClassOfRemotes):
            return vars(value).get("_rise_handle")
        return None

    def build_whole(self, node, value):
        if node[0] in ("library", "module"):
            raise ValueError(node[0])  # only the tests speak so
        return super().build_whole(node, value)

    def remote(self, handle, about, value):
        known = data_class(*about["library"]) if about.get("library") else None
        if known is not None:
            return known
        if about["kind"] == "class":
            return self.remote_class(handle, about, [value(ref) for ref in about["bases"]])
        if handle not in self.remotes:
            if about["kind"] == "coroutine":
                return self.coroutine(handle)
            base = value(about["class"]) if "class" in about else None
            if isinstance(base, type) and issubclass(base, BaseException) and base.__module__ != "builtins" and not isinstance(base, ClassOfRemotes):
                base = ClassOfRemotes(base.__name__, (base,), {})  # the library's: tests may catch it by its class
            if not isinstance(base, ClassOfRemotes):
                base = Callable if about["call"] else Remote
            elif about["call"] and not issubclass(base, Callable):
                base = ClassOfRemotes(base.__name__, (base, Callable), {})
            remote = object.__new__(base) if not issubclass(base, BaseException) else BaseException.__new__(base)
            vars(remote)["_rise_handle"] = handle
            vars(remote)["_rise_library"] = about.get("library")
            self.remotes[handle] = remote
        return self.remotes[handle]

    def remote_class(self, handle, about, bases):
        if handle not in self.remotes:
            own = [base for base in bases if isinstance(base, ClassOfRemotes)]
            errors = [base for base in bases if isinstance(base, type) and issubclass(base, BaseException) and base not in own]
            chosen = (*own, *errors) or (Remote,)
            if errors and not own:
                chosen = (*errors,)
            try:
                kind = ClassOfRemotes(about["name"], chosen, {"_rise_handle": handle, "_rise_library": about.get("library"), "__module__": "program"})
            except TypeError:
                kind = ClassOfRemotes(about["name"], (Remote,), {"_rise_handle": handle, "_rise_library": about.get("library"), "__module__": "program"})
            self.remotes[handle] = kind
        return self.remotes[handle]

    def coroutine(self, handle):
        remote = object.__new__(Remote)
        vars(remote)["_rise_handle"] = handle
        async def wait():
            return self.ask("await", [], remote)
        return wait()

    def is_made(self, remote):
        kind = type(remote)
        return any(base in self.made for base in kind.__mro__)

    def is_data_or_made(self, value):
        return not isinstance(value, Remote) or self.is_made(value)

    def number(self, value, kind):
        return value if type(value) is kind else refused("what it is")

    def operator(self, name, remote, values, reflected=False):
        return self.ask("reflected" if reflected else "operator", values, remote, name=name)

    def steps(self, remote):
        return Steps(remote)

    def ask(self, op, values, remote=None, **rest):
        "Asks the program; calls of what the tests gave it are carried out meanwhile."
        if self.channel.is_gone:
            raise Gone()
        message = {"op": op, "values": self.pack(values), **rest}
        sent = self.kept
        if remote is not None:
            message["h"] = vars(remote)["_rise_handle"]
        self.channel.send(message)
        while True:
            message = self.channel.receive()
            try:
                if "op" in message:
                    self.answer(message)
                    continue
                result = self.take(message, sent)
            except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError, OverflowError, ImportError, ArithmeticError):
                self.channel.gone()  # no answer that an honest program's process can give
            if message["raises"]:
                raise result
            return result

    def take(self, message, sent):
        for index, packed in message["changes"]:
            self.unpack(packed, sent, sent[index])
        if not message["raises"]:
            return self.unpack(message["values"], sent)[0][0]
        return self.error(message["error"], message.get("values"))

    def error(self, told, packed):
        "The program's exception as one that the tests can catch."
        kind = next((getattr(builtins, name) for name in told["names"] if isinstance(getattr(builtins, name, None), type)), Exception)
        if packed is not None:
            own = self.unpack(packed)[0][0]
            if isinstance(own, BaseException):
                kind = type(own)
        args, state = self.unpack(told["args"])[0] if told["args"] else ([told["text"]], {})
        error = kind.__new__(kind)
        error.args = tuple(args)
        if not isinstance(error, KeyError) and BaseException.__str__(error) != told["text"]:
            error.args = (told["text"],)
        for name, value in state.items():
            try:
                object.__setattr__(error, name, value)
            except (AttributeError, TypeError):
                pass
        return error

    def answer(self, message):
        "Does what the program asks of what the tests gave it: calls, and no looking into the tests."
        values, made = self.unpack(message["values"])
        try:
            result, raises = self.allowed(message["op"], self.objects[message["h"]], message, values), False
        except Exception as error:
            if isinstance(error, Refused):
                raise
            result, raises = error, True
        self.channel.send({"raises": raises, "values": self.pack([result])})

    def allowed(self, op, target, message, values):
        if op == "call" and callable(target):
            return target(*values[0], **values[1])
        if op == "iter":
            return iter(target)
        if op == "next":
            return next(target)
        name = message["name"]
        if name.startswith("_") or isinstance(target, closed_kinds):
            raise AttributeError(name)
        if op == "get":
            return getattr(target, name)
        if op == "set":
            return setattr(target, name, values[0])
        raise ValueError(op)

data_modules = {"builtins", "collections", "decimal", "fractions", "datetime", "numpy"}

def data_class(module, qualname):
    """A class of the library whose objects are data, or an exception that the tests may know. All else of the library that the program answers
    with stays over there: done here it would be the judge's own act, and the library has objects that equal everything."""
    found = sys.modules.get(module)
    for name in (qualname or "").split("."):
        found = vars(found).get(name) if isinstance(found, (type, types.ModuleType)) else None
    if not isinstance(found, type):
        return None
    return found if module in data_modules or issubclass(found, BaseException) else None

def imported_as(name, value):
    "What of the library the tests mean by a name that they leave to the program to import: a module, or what bears that name there."
    module, qualname = (vars(value).get("_rise_library") if judge.handle_of_remote(value) is not None else None) or (None, None)
    if type(module) is not str or module.split(".")[0] not in library or qualname not in (None, name):
        return None
    return importlib.import_module(module) if qualname is None else find_in_library(module, name)

closed_kinds = (type, types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.GeneratorType, types.CoroutineType, types.ModuleType)

class Space(dict):
    "The tests' names: their own, and where they have none the program's, each time it is asked for."

    def __missing__(self, name):
        if name not in askable:
            raise KeyError(name)
        if name in modules:
            return importlib.import_module(name)
        is_there, value = judge.ask("name", [], name=name)
        if not is_there:
            raise KeyError(name)
        imported = imported_as(name, value)
        if imported is not None:
            return imported
        if isinstance(value, ClassOfRemotes) and re.fullmatch("[A-Z][A-Za-z0-9]*", name):
            judge.made.add(value)
        return value

def names_of(trees):
    "The names that the tests use without making them, those of them that are called innermost, and those whose attributes are read."
    used, made, called, bases = set(), set(), set(), set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                (used if isinstance(node.ctx, ast.Load) else made).add(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                made.add(node.name)
            elif isinstance(node, ast.arg):
                made.add(node.arg)
            elif isinstance(node, ast.alias):
                made.add((node.asname or node.name).split(".")[0])
            elif isinstance(node, ast.ExceptHandler) and node.name:
                made.add(node.name)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                bases.add(node.value.id)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                inner = [part for argument in node.args for part in ast.walk(argument)]
                if not any(isinstance(part, ast.Call) for part in inner):
                    called.add(node.func.id)
    return used - made, called - made, bases

def choose_names(trees, entry_point):
    "What the program is asked for, and which modules the tests take for granted: never a built-in name, unless nothing else is asked for."
    used, called, bases = names_of(trees)
    built_in = set(dir(builtins))
    modules = {name for name in used & bases & library if name != entry_point}
    free = used - built_in - modules
    shadowing = {entry_point} if entry_point else called & built_in if not free else set()
    return free | (used & shadowing) | modules, modules

def compare(left, right, text):
    if not (left == right):
        raise AssertionError(text + ": got " + short(left) + ", wanted " + short(right))

def holds(value, text):
    if not value:
        raise AssertionError(text)

def short(value):
    if isinstance(value, Remote):
        return "an object of the program's own, which equals no data"
    try:
        text = repr(value)
    except Exception as error:
        text = "<" + type(value).__name__ + ", whose repr raises " + type(error).__name__ + ">"
    return text if len(text) <= 200 else text[:200] + "..."

class Rewrite(ast.NodeTransformer):
    def __init__(self, source):
        self.source = source

    def visit_Assert(self, node):
        text = " ".join((ast.get_source_segment(self.source, node) or "assert").split())
        if len(text) > 300:
            text = text[:300] + "..."
        test, function = node.test, "holds"
        arguments = [test]
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
            function, arguments = "compare", [test.left, test.comparators[0]]
        called = ast.Subscript(ast.Name(check, ast.Load()), ast.Constant(function), ast.Load())
        call = ast.Expr(ast.Call(called, arguments + [ast.Constant(text)], []))
        return ast.fix_missing_locations(ast.copy_location(call, node))

def reason(error):
    text = str(error)[:600]
    if isinstance(error, AssertionError):
        return text or "an assertion failed"
    return type(error).__name__ + (": " + text if text else "")

def shared_statements(source, tree):
    "Of the setup what the program may need as well: imports and classes. The rest may be what its answers are compared with."
    lines = source.split("\n")
    kept = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom, ast.ClassDef))]
    starts = [min([node.lineno, *[part.lineno for part in getattr(node, "decorator_list", [])]]) for node in kept]
    return ["\n".join(lines[start - 1:node.end_lineno]) for start, node in zip(starts, kept)]

def run():
    try:
        setup = ast.parse(request["setup"])
        trees = [ast.parse(source) for source in request["tests"]]
    except (SyntaxError, ValueError, RecursionError) as error:
        return tell(kind="unfit", why=reason(error))
    global askable, modules
    askable, modules = choose_names([setup, *trees], request.get("entryPoint"))
    if judge.channel.receive().get("ready") is not True:
        judge.channel.gone()
    tell(kind="ready")
    why = judge.ask("load", [request["program"], shared_statements(request["setup"], setup)])
    if why is not None:
        return tell(kind="broken", why=str(why))
    space = Space({"__name__": "tests", "__builtins__": builtins, check: {"compare": compare, "holds": holds}})
    try:
        exec(compile(setup, "setup.py", "exec"), space)
    except BaseException as error:
        return tell(kind="broken", why=reason(error))
    judge.classes = shared_classes(space, "tests")
    for index, source in enumerate(request["tests"]):
        try:
            exec(compile(Rewrite(source).visit(trees[index]), "test.py", "exec"), space)
        except BaseException as error:
            if judge.channel.is_gone:
                raise Gone()
            return tell(kind="failed", test=index, why=reason(error), source=source[:300])
        if judge.channel.is_gone:
            raise Gone()  # a test that catches everything has caught that as well
        tell(kind="passed", test=index)
    tell(kind="done")

judge = Judge()
try:
    run()
except Gone:
    tell(kind="gone")
`}`;
