/** The folder of the rule sets that come with the product, one file each, named by its code. */
export const shippedRuleSets = new URL('../rule-sets/', import.meta.url)
