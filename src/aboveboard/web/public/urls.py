"""Addresses of the public pages."""

from django.urls import path

from aboveboard.web.public import certificate, ledger, notice_files, pages, privacy, promises, setup, versions

urlpatterns = [
    path("", pages.home, name="home"),
    path("privacy", privacy.privacy, name="privacy"),
    path("privacy/cookies", privacy.cookies, name="cookies"),
    path("privacy/versions", versions.archived, name="privacy-versions"),
    path("privacy/versions/<slug:hashed>", versions.version_page, name="privacy-version"),
    path("privacy/versions/<slug:hashed>/package.json", versions.package, name="privacy-package"),
    path("privacy/changes/<slug:old>/<slug:new>", versions.changes, name="privacy-changes"),
    path("privacy/data-map.jsonld", notice_files.data_map, name="data-map"),
    path("privacy/article-30.csv", notice_files.article_30, name="article-30"),
    path(".well-known/privacy-notice.json", notice_files.well_known, name="privacy-notice"),
    path("cookies", privacy.cookies_elsewhere, name="cookies-elsewhere"),
    path("privacy/promises", promises.promises, name="promises"),
    path("privacy/conformance.json", promises.conformance, name="conformance"),
    path("privacy/certificate/<str:token>", certificate.certificate, name="certificate"),
    path("terms", privacy.terms, name="terms"),
    path("contact", pages.contact, name="contact"),
    path("language", pages.language, name="language"),
    path("healthz", pages.health, name="health"),
    path("setup/<str:token>", setup.setup, name="setup"),
    path(".well-known/security.txt", pages.security_txt, name="security-txt"),
    path(".well-known/aboveboard-ledger.json", ledger.well_known, name="ledger"),
    path(".well-known/aboveboard-ledger/heads", ledger.signed_heads, name="ledger-heads"),
    path(".well-known/aboveboard-ledger/consistency", ledger.consistency, name="ledger-consistency"),
    path(".well-known/aboveboard-ledger/inclusion", ledger.inclusion, name="ledger-inclusion"),
]
