/** The settings that the server of the page writes to `config.json`. */
export interface Config {
  /** Where the API is. Absent: where the page itself comes from. */
  readonly apiBaseUrl?: string;
  /** Work on mocks alone, with no API at all. */
  readonly mock?: boolean;
  /** The initial token, so that developers need not type it. */
  readonly token?: string;
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch("./config.json");
  if (!response.ok) throw new Error(`config.json: ${response.status} ${response.statusText}`);
  return (await response.json()) as Config; // written by those who deploy the page
}
