import { kubernetesVersion, coracleVersion } from '../apimachinery/version.ts'

export function printVersion(): void {
  process.stdout.write(`coracle v${coracleVersion}\nKubernetes API ${kubernetesVersion}\nnode ${process.version}\n`)
}
