/**
 * Python, run in the program's process before the program: refuses calls of the system that no tested program needs, for this process and
 * all that it starts. Namespaces do not reach all of them: a virtual machine's sockets lead to its host, System V's memory belongs to no
 * process that could be asked how much it takes, and the rest is there to find faults of the kernel's in. Linux on x86-64 and
 * ARM64, by a filter of its own (seccomp); elsewhere nothing is refused. JavaScript programs cannot make such calls: Node's
 * permission model keeps native code from them.
 */
export const filterSource = String.raw`
def refuse_calls():
    import ctypes, platform, struct
    machine = platform.machine()
    if sys.platform != "linux" or machine not in ("x86_64", "aarch64") or sys.byteorder != "little" or sys.maxsize < 2**32:
        return
    numbers = {  # of the call on x86-64, and on ARM64
        "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "process_madvise": (440, 440),
        "pidfd_getfd": (438, 438), "kcmp": (312, 272),
        "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191),
        "semtimedop": (220, 192), "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187),
        "mq_open": (240, 180), "mq_unlink": (241, 181), "memfd_secret": (447, 447),
        "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
        "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
        "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
        "fspick": (433, 433), "mount_setattr": (442, 442), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
        "userfaultfd": (323, 282), "bpf": (321, 280), "perf_event_open": (298, 241), "fanotify_init": (300, 262),
        "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
        "delete_module": (176, 106), "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "acct": (163, 89),
        "quotactl": (179, 60), "syslog": (103, 116),
    }
    absent = {"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427}  # as where the kernel has none: libraries do without
    families = (1, 2, 10)  # of sockets: of this machine's processes, IPv4, IPv6
    column = 0 if machine == "x86_64" else 1
    load, equal, at_least, end = 0x20, 0x15, 0x35, 0x06
    refusal = lambda errno: (end, 0, 0, 0x00050000 | errno)
    allowed = (end, 0, 0, 0x7FFF0000)
    lines = [(load, 0, 0, 4), (equal, 1, 0, (0xC000003E, 0xC00000B7)[column]), refusal(38), (load, 0, 0, 0)]
    if column == 0:
        lines += [(at_least, 0, 1, 0x40000000), refusal(38)]  # the same calls by other numbers
    for number in [pair[column] for pair in numbers.values()]:
        lines += [(equal, 0, 1, number), refusal(1)]
    for number in absent.values():
        lines += [(equal, 0, 1, number), refusal(38)]
    lines += [(equal, 0, 2 + 2 * len(families), (41, 198)[column]), (load, 0, 0, 16)]
    for family in families:
        lines += [(equal, 0, 1, family), allowed]
    lines += [refusal(97), allowed]
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *line) for line in lines))
    program = ctypes.create_string_buffer(struct.pack("<H6xQ", len(lines), ctypes.addressof(code)))
    c = ctypes.CDLL(None)
    c.prctl(38, 1, 0, 0, 0)
    c.prctl(22, ctypes.c_ulong(2), ctypes.c_ulong(ctypes.addressof(program)), 0, 0)

try:
    refuse_calls()
except Exception:
    pass  # an interpreter without ctypes
`;
