import { existsSync, readFileSync } from 'node:fs'

/** What is unusual about this machine, as far as podman minds. */
export interface MachineQuirks {
  /** cgroup v1 with the v2 tree beside it, which crun refuses. */
  hybridCgroups: boolean
  /** Resource limits cannot be raised, which podman asks for. */
  cannotRaiseLimits: boolean
  /** There is no systemd to own cgroups and journals. */
  noSystemd: boolean
}

/** CAP_SYS_RESOURCE's number in the kernel's capability sets. */
const capSysResource = 24n

/** Looks at the machine. */
export function detectQuirks(read = readText, exists = existsSync): MachineQuirks {
  return {
    hybridCgroups: /^cgroup2 \/sys\/fs\/cgroup\/unified /m.test(read('/proc/self/mounts')),
    cannotRaiseLimits: lacksCapability(read('/proc/self/status'), capSysResource),
    noSystemd: !exists('/run/systemd/system'),
  }
}

function lacksCapability(status: string, capability: bigint): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1]
  return effective !== undefined && ((BigInt(`0x${effective}`) >> capability) & 1n) === 0n
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** One line for each quirk: what it is and what is done about it. */
export function describeAdaptations(quirks: MachineQuirks): string[] {
  return [
    quirks.hybridCgroups
      && 'cgroups are in hybrid mode: podman runs in a mount namespace of its own without the v2 tree',
    quirks.cannotRaiseLimits && 'CAP_SYS_RESOURCE is missing: containers keep the resource limits of this process',
    quirks.noSystemd && 'systemd does not run here: podman manages cgroups itself and writes its events to a file',
  ].filter((line) => line !== false)
}

/** The containers.conf that suits the machine; `wrapper` is the OCI runtime that keeps limits as they are. */
export function containersConf(quirks: MachineQuirks, wrapper: string): string {
  const engine = [
    // How long conmon stays after an exec, so that its exit code can be read: at once here, 5 minutes by default.
    'exit_command_delay = 10',
    ...(quirks.noSystemd ? ['cgroup_manager = "cgroupfs"', 'events_logger = "file"'] : []),
    // By a name that podman knows without this file too, so that whoever lists containers beside the agent finds it.
    ...(quirks.cannotRaiseLimits
      ? ['runtime = "crun"', '', '[engine.runtimes]', `crun = [${JSON.stringify(wrapper)}]`]
      : []),
  ]
  return ['[network]', 'network_backend = "netavark"', '', '[engine]', ...engine, ''].join('\n')
}

/**
 * An OCI runtime that takes the resource limits out of what podman asks for and hands over to crun; before a
 * container's cgroup goes it notes whether the OOM killer came to it, which podman does not see on v1. It runs
 * at every start and exec, so it is plain sh and one sed. An escaped quote precedes the word inside of any
 * string of the file, so the pattern meets the member alone.
 */
export function runtimeWrapper(runtime: string): string {
  return `#!/bin/sh
bundle=. process= verb= previous=
for word; do
  case $word in create|run|exec|delete) verb=\${verb:-$word} ;; esac
  case $previous in
    --bundle|-b) bundle=$word ;;
    --process|-p) process=$word ;;
  esac
  previous=$word
done
case $verb in
  create|run) file=$bundle/config.json ;;
  exec) file=$process ;;
  *) file= ;;
esac
if [ "$verb" = delete ]; then
  cgroup=$(sed -n 's/.*"cgroup-path": *"\\([^"]*\\)".*/\\1/p' "/run/crun/$previous/status" 2>/dev/null)
  first=/sys/fs/cgroup/memory$cgroup/memory.oom_control
  second=/sys/fs/cgroup$cgroup/memory.events
  if [ -n "$cgroup" ] && grep -qs '^oom_kill [1-9]' "$first" "$second"; then
    mkdir -p "\${0%/*}/oom" && : > "\${0%/*}/oom/$previous"
  fi
fi
if [ -n "$file" ] && [ -f "$file" ]; then
  sed -i 's/,"rlimits":\\[[^]]*\\]//' "$file"
fi
exec '${runtime.replaceAll("'", String.raw`'\''`)}' "$@"
`
}
