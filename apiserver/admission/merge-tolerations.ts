import { semanticEqual } from '../../apimachinery/equality.ts'

interface Toleration { key?: string; operator?: string; value?: string; effect?: string; tolerationSeconds?: number }

/** Tolerations without those that another one covers. Upstream: util/tolerations MergeTolerations. */
export function mergeTolerations(all: readonly Toleration[]): Toleration[] {
  const merged: Toleration[] = []
  for (const [at, one] of all.entries()) {
    const covered = merged.some((other) => covers(other, one)) ||
      all.slice(at + 1).some((other) => !semanticEqual(one, other) && covers(other, one))
    if (!covered) merged.push(one)
  }
  return merged
}

/** Whether `wide` tolerates all that `narrow` does. */
function covers(wide: Toleration, narrow: Toleration): boolean {
  if (semanticEqual(wide, narrow)) return true
  const [key, effect, operator] = [wide.key ?? '', wide.effect ?? '', wide.operator || 'Equal']
  if ((narrow.key ?? '') !== key && (key !== '' || operator !== 'Exists')) return false
  if ((narrow.effect ?? '') !== effect && effect !== '') return false
  if (effect === 'NoExecute' && wide.tolerationSeconds !== undefined) {
    if (narrow.tolerationSeconds === undefined || narrow.tolerationSeconds > wide.tolerationSeconds) return false
  }
  return operator === 'Exists' || (narrow.operator === 'Equal' && (narrow.value ?? '') === (wide.value ?? ''))
}
