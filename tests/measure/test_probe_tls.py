"""Encrypted connections keep the kernel's receive times."""

import ssl

import pytest

from parallaxe.measure.endpoint import Endpoint
from parallaxe.measure.probe.load import Level
from parallaxe.measure.probe.session import Wish, probe
from parallaxe.vocabulary.errors import EndpointError

from .served import Answer


@pytest.fixture
def encrypted(serve, certificate):
    key, chain = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return serve(lambda *_: Answer("one two three four", delay_s=0.05, token_delay_s=0.02), tls=context)


def wish():
    return Wish(levels=[Level(concurrency=2, requests=4, deadline_s=10.0)], input_tokens=40, output_tokens=4)


def test_tokens_over_tls_are_timed_by_the_kernel(encrypted, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    result = probe(Endpoint(url=encrypted.url, model="mock"), wish())
    level = result.levels[0]
    assert (level.requests, level.errors, level.kernel_time) == (4, 0, True)
    assert level.ttft_ms.p50 > 69
    assert level.itl_ms.mean > 15
    assert "TLS record" in result.clock


def test_a_certificate_that_is_not_trusted_is_named(encrypted):
    with pytest.raises(EndpointError, match="certificate"):
        probe(Endpoint(url=encrypted.url, model="mock"), wish())
