import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './coracle.ts'

const applets = [
  'sh', 'sleep', 'cat', 'echo', 'ls', 'true', 'false', 'hostname', 'env', 'id', 'kill', 'httpd', 'wget', 'trap', 'date',
  'tail',
]

/** Two versions of one small image, made here of a static busybox: nothing is pulled. */
export const testImages = ['localhost/coracle-e2e:1', 'localhost/coracle-e2e:2'] as const

/** Makes the test images where podman lacks them. */
export async function prepareImages(): Promise<void> {
  for (const image of testImages) {
    const { code } = await run('podman', ['image', 'exists', image])
    if (code !== 0) await importImage(image)
  }
}

async function importImage(image: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'coracle-image-'))
  try {
    const root = join(folder, 'root')
    await mkdir(join(root, 'bin'), { recursive: true })
    await mkdir(join(root, 'tmp'))
    await mkdir(join(root, 'etc'))
    await copyFile('/bin/busybox', join(root, 'bin', 'busybox'))
    for (const applet of applets) await symlink('busybox', join(root, 'bin', applet))
    const archive = join(folder, 'root.tar')
    await must('tar', ['-C', root, '-cf', archive, '.'])
    const changes = [
      '--change', 'ENV PATH=/bin', '--change', `ENV IMAGE=${image}`, '--change', 'CMD ["/bin/sleep","100000"]',
    ]
    await must('podman', ['import', ...changes, archive, image])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function must(program: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await run(program, args)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
}
