/** How the class of an Ingress was named before there was a field for it. */
export const classAnnotation = 'kubernetes.io/ingress.class'
