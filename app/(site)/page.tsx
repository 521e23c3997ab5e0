export default function LandingPage() {
  return <h1>Plan your investing one clear step at a time</h1>;
}
