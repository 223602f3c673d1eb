// Disks for a test: a small one in memory, and one in a file whose power can be cut.
import { dlopen, FFIType, ptr } from 'bun:ffi'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Volume {
  readonly path: string
  /** Unmounts it, and removes what it lay in. */
  remove(): void
}

/** A file system in memory of so many bytes. */
export function smallVolume(folder: string, bytes: number): Volume & { readOnly(on: boolean): void } {
  const path = join(folder, 'small')
  mkdirSync(path, { recursive: true })
  run('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path)
  return {
    path,
    readOnly: (on) => run('mount', '-o', `remount,${on ? 'ro' : 'rw'}`, path),
    // Lazily: a test that failed may have left a file open.
    remove: () => run('umount', '--lazy', path),
  }
}

/** Takes all that is left of a volume, but for `leave` bytes. @returns gives it back */
export function fill(volume: Volume, leave = 0): () => void {
  const { bavail, bsize } = statfsSync(volume.path)
  const file = join(volume.path, 'filler')
  writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - leave)))
  return () => rmSync(file)
}

// linux/fs.h: FS_IOC_GOINGDOWN, and its flag that flushes neither data nor the journal.
const GOING_DOWN = 0x8004587d
const WITHOUT_A_FLUSH = 2

/** Milliseconds in which everybody must have let go of a volume. */
const releaseLimit = 60_000

/** An ext4 in a file. A cut keeps what was synced, and loses the rest, as the loss of power does. */
export class PowerVolume implements Volume {
  readonly path: string
  private readonly image: string
  private mounted = false

  constructor(folder: string, bytes: number) {
    this.path = join(folder, 'powered')
    this.image = join(folder, 'powered.img')
    mkdirSync(this.path, { recursive: true })
    writeFileSync(this.image, '')
    truncateSync(this.image, bytes)
    run('mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0', this.image)
    this.mount()
  }

  /** From now on nothing reaches the disk, and every write fails. */
  cut(): void {
    const { symbols, close } = dlopen('libc.so.6', {
      ioctl: { args: [FFIType.int, FFIType.u64, FFIType.ptr], returns: FFIType.int },
    })
    const descriptor = openSync(this.path, 'r')
    try {
      const flag = new Uint32Array([WITHOUT_A_FLUSH])
      if (symbols.ioctl(descriptor, GOING_DOWN, ptr(flag)) !== 0) throw new Error('FS_IOC_GOINGDOWN failed')
    } finally {
      closeSync(descriptor)
      close()
    }
  }

  /** After a cut, once no process uses it: mounts it again, by which the journal is replayed. */
  async powerUp(): Promise<void> {
    run('umount', this.path)
    this.mounted = false
    // Another process's mount namespace may hold it for a moment more: mounted now, it would be the same, without power.
    const deadline = performance.now() + releaseLimit
    while (this.isAttached() && performance.now() < deadline) await Bun.sleep(20)
    this.mount()
  }

  remove(): void {
    if (this.mounted) run('umount', '--lazy', this.path)
    this.mounted = false
    rmSync(this.image, { force: true })
  }

  private isAttached(): boolean {
    return Bun.spawnSync(['losetup', '--associated', this.image]).stdout.length > 0
  }

  private mount(): void {
    run('mount', '-o', 'loop', this.image, this.path)
    this.mounted = true
  }
}

function run(...command: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(command)
  if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${stderr.toString()}`)
}
