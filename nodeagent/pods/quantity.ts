const binary: Record<string, number> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 }
const decimal: Record<string, number> = { n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 }

/** A quantity that the server has accepted as a number: `64Mi`, `250m`, `2`, `1e3`. 0 for none. */
export function quantityValue(quantity: string | number | undefined): number {
  if (quantity === undefined) return 0
  const match = /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([A-Za-z]*)$/.exec(String(quantity).trim())
  if (match === null) return 0
  return Number(match[1]) * (binary[match[2] ?? ''] ?? decimal[match[2] ?? ''] ?? 1)
}
