import type { LoginFunction } from "tenon";

const login: LoginFunction = async ({ role, fetch }) => {
  const body = JSON.stringify({ name: role, password: process.env.TEST_PASSWORD });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch("/login", { method: "POST", headers, body });
  const { token } = (await response.json()) as { token: string };
  return { bearerAuth: token };
};

export default { editor: login, reader: login, admin: login };
