/** Where whoever asks is answered in the name of a brand. */
export const affectedOf = (brandId: string): string => `/affected?brand=${encodeURIComponent(brandId)}`;
