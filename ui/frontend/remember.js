// Keeps a login in a cookie of this page, or takes it away; a page that is read over https never sends it otherwise.
export default function ({ data }) {
  const secure = location.protocol === "https:" ? "; Secure" : ""
  document.cookie = `${data.name}=${data.value}; Path=/; Max-Age=${data.seconds}; SameSite=Strict${secure}`
}
