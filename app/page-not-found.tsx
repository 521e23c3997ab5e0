import Link from "next/link";

/** What stands in place of a page that is not there, or not the viewer's. */
export function PageNotFound() {
  return (
    <>
      <h1 tabIndex={-1}>Page not found</h1>
      <p className="mt-4">
        There is nothing here, or it belongs to somebody else. Check the address, or go to{" "}
        <Link href="/home">your home page</Link>.
      </p>
    </>
  );
}
