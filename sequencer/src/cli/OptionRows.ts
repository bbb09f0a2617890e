/** Options of one command beside those of the configuration, by name: flag, description, parser. */
export type OptionRows = Readonly<
  Record<string, readonly [flag: string, description: string, parse: (text: string) => unknown]>
>;

/** What the given ones among the options say. */
export type OptionValues<R extends OptionRows> = { [K in keyof R]?: ReturnType<R[K][2]> };
