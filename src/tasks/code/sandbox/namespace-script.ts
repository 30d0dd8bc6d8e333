/** The folder that a program sees as its own, the only one it can write to. */
export const workFolder = "/rise-work";

/**
 * Run by /bin/sh as root of new user, mount, network, IPC and process namespaces: makes a file system of nothing but the
 * given paths, read-only, and an empty folder in memory, goes there, drops every capability and runs the command.
 *
 * Arguments: an empty folder to build in, the folder's size in bytes, the paths, `--`, the command.
 */
export const namespaceScript = `
set -e
root=$1 size=$2
shift 2
mount -t tmpfs -o size=1m,mode=755 none "$root"
while [ "$1" != -- ]; do
  if [ -L "$1" ]; then
    ln -s "$(readlink "$1")" "$root$1"
  elif [ -e "$1" ]; then
    if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$(dirname "$root$1")"; : > "$root$1"; fi
    mount --bind "$1" "$root$1"
    mount -o remount,bind,ro "$root$1"
  fi
  shift
done
shift
mkdir -p "$root/dev" "$root/proc" "$root/rise-old" "$root${workFolder}"
mount -t proc proc "$root/proc"
for device in null zero urandom; do
  : > "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t tmpfs -o "size=$size" none "$root${workFolder}"
cd "$root"
pivot_root . rise-old
umount -l rise-old
rmdir rise-old
mount -o remount,bind,ro /
cd ${workFolder}
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@"
`;

/**
 * Run by /bin/sh: sets the limits and runs the command as its child, so that the command's end by a signal is told as
 * 128 + the signal.
 *
 * Arguments: CPU seconds, memory in KiB, largest file in blocks of 512 bytes, most processes (0: no limit), the command.
 */
export const limitScript = `
ulimit -c 0
ulimit -S -t "$1"
ulimit -H -t "$(($1 + 2))"
ulimit -d "$2" 2>/dev/null
ulimit -f "$3"
[ "$4" -eq 0 ] || ulimit -p "$4" 2>/dev/null || ulimit -u "$4" 2>/dev/null
shift 4
"$@"
exit $?
`;
