/**
 * What the object itself has under a name that a client chose: `constructor` and `__proto__` are names like any other,
 * and what every object inherits under them is not the object's.
 */
export function ownValue<T>(object: Readonly<Record<string, T>> | undefined | null, name: string): T | undefined {
  return object !== undefined && object !== null && Object.hasOwn(object, name) ? object[name] : undefined
}

/** Sets what a client chose the name of. Plain assignment would take `__proto__` for the prototype. */
export function setOwn<T>(object: Record<string, T>, name: string, value: T): void {
  if (name !== '__proto__') object[name] = value
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}
