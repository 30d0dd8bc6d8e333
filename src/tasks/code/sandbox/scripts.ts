/** The folder that a program sees as its own, the only one that it can write to. */
const workFolder = "/rise-work";

/** The descriptor whose end tells the sandbox that whoever started it is gone. */
export const lifelineFd = 7;

const insideFolder = "/inside";

/** Two user namespaces deep: the first may hold one more and no other, so that the program can make none. */
const enterScript = `
set -e
echo 1 > /proc/sys/user/max_user_namespaces
exec unshare --user --map-user=1000 --map-group=1000 --keep-caps --root=${insideFolder} --wd=${workFolder} -- \\
  setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all -- "$@"
`;

/**
 * Run by /bin/sh, which may mount, in new mount, network, IPC and process namespaces: makes a file system of nothing but the given paths,
 * read-only, with a fresh /proc, read-only, its kernel settings covered, and an empty folder in memory; goes in there as a user without
 * any privilege and runs the command. There is no shared memory of System V's kind, which belongs to no process, where the system
 * lets that be said.
 *
 * Arguments: an empty folder to build in, the work folder's size in bytes, the user to become before (0: none), the paths, `--`, the
 * command.
 */
export const namespaceScript = `
set -e
root=$1 size=$2 user=$3
shift 3
umask 022
mount --make-rprivate /
mount -t tmpfs -o size=1m,mode=755,nosuid,nodev none "$root"
while [ "$1" != -- ]; do
  if [ -L "$1" ]; then
    mkdir -p "$(dirname "$root$1")"
    [ -L "$root$1" ] || ln -s "$(readlink "$1")" "$root$1"
  elif [ -e "$1" ]; then
    if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$(dirname "$root$1")"; : > "$root$1"; fi
    mount --bind "$1" "$root$1"
    mount -o remount,bind,ro,nosuid,nodev "$root$1"
  fi
  shift
done
shift
cd "$root"
mkdir -p dev proc rise-old .${workFolder} .${insideFolder}
for kind in shmmni msgmni; do echo 0 > /proc/sys/kernel/$kind; done 2>/dev/null || :
mount -t proc -o nosuid,nodev,noexec proc proc
for device in null zero urandom; do
  : > dev/$device
  mount --bind /dev/$device dev/$device
done
ln -s urandom dev/random
mount -t tmpfs -o "size=$size,nr_inodes=4096,mode=700,uid=$user,gid=$user,nosuid,nodev" none .${workFolder}
mount --rbind . .${insideFolder}
mount -o remount,bind,ro,nosuid,nodev,noexec .${insideFolder}/proc
mount -t tmpfs -o ro,size=4k none .${insideFolder}/proc/sys
mount -o remount,bind,ro,nosuid,nodev .${insideFolder}
pivot_root . rise-old
umount -l rise-old
rmdir rise-old
mount -o remount,bind,ro,nosuid,nodev /
cd /
if [ "$user" = 0 ]; then exec /bin/sh -c '${enterScript}' sh "$@"; fi
exec setpriv --reuid "$user" --regid "$user" --clear-groups --inh-caps=-all -- \\
  unshare --user --map-root-user -- /bin/sh -c '${enterScript}' sh "$@"
`;

/**
 * Run by /bin/sh, the first process of its group: runs the command itself. Should whoever started it be gone, which the end of a
 * descriptor tells, the group is ended: in namespaces that ends all. Outside of them, where no program can end the watch.
 *
 * Arguments: the folder of a control group to enter (empty: none), the command.
 */
export const lifelineScript = `
[ -z "$1" ] || echo 0 > "$1/cgroup.procs" || exit 125
shift
(read -r line; kill -s KILL -- "-$$") <&${lifelineFd} >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- ${lifelineFd}<&- &
exec "$@" ${lifelineFd}<&-
`;

/**
 * Run by /bin/sh: sets the limits and runs the command as its child, so that the command's end by a signal is told as
 * 128 + the signal.
 *
 * Arguments: CPU seconds, memory in KiB, largest file in blocks of 512 bytes, most open files, most processes (0: no limit), the command.
 */
export const limitScript = `
ulimit -c 0
ulimit -S -t "$1"
ulimit -H -t "$(($1 + 2))"
ulimit -d "$2" 2>/dev/null
ulimit -f "$3"
ulimit -n "$4"
[ "$5" -eq 0 ] || ulimit -p "$5" 2>/dev/null || ulimit -u "$5" 2>/dev/null
shift 5
"$@"
exit $?
`;
