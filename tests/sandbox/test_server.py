"""Foreign clients: curl, and PHP speaking as PrestaShop's sample does."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from seller_calls import message_row, thread_row

from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

PHP_CLIENT = r"""<?php
[$_, $base, $key, $file] = $argv;

function ask($url, $fields) {
    $call = curl_init($url);
    curl_setopt_array($call, [CURLOPT_POSTFIELDS => $fields, CURLOPT_RETURNTRANSFER => true]);
    $answer = json_decode(curl_exec($call), true);
    curl_close($call);
    return $answer;
}

$form = http_build_query(['api_key' => $key]);
$reply = ['api_key' => $key, 'message' => addslashes('It\'s "done"')];
$send = $base . 'seller/threads/3/messages/add';
echo json_encode([
    'threads' => ask($base . 'seller/threads?limit=1&sort=asc&page=1', $form),
    'messages' => ask($base . 'seller/threads/3/messages', $form),
    'sent' => ask($send, $reply),
    'attached' => ask($send, $reply + ['attachment' => new CURLFile($file, 'image/png', 'shot.png')]),
]);
"""


def market() -> Market:
    return Market.given(threads=[thread_row(3)], messages=[message_row(3, "Text 3")])


def output(*command: str) -> Any:
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return json.loads(done.stdout)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_curl_reads_and_sends(tmp_path: Path) -> None:
    big = tmp_path / "log.txt"
    big.write_bytes(b"0123456789abcdef" * 200_000)
    with Sandbox(market(), "k-1") as sandbox:
        curl = ("curl", "--noproxy", "*", "-sS", "--max-time", "30")
        by_query = output(*curl, f"{sandbox.url}seller/threads?api_key=k-1")
        by_form = output(*curl, "-d", "api_key=k-1", f"{sandbox.url}seller/threads")
        # Above a megabyte curl asks first, with "Expect: 100-continue".
        sent = output(
            *curl, "-F", "api_key=k-1", "-F", "message=Hi", "-F", f"attachment=@{big};type=text/plain",
            f"{sandbox.url}seller/threads/3/messages/add",
        )  # fmt: skip
        assert by_query == by_form
        assert sent["message"]["attachments"] == ["log.txt"]
        [reply] = sandbox.replies
        assert reply.attachment is not None
        assert (reply.attachment.type, reply.attachment.content) == ("text/plain", big.read_bytes())


@pytest.mark.skipif(shutil.which("php") is None, reason="needs php")
def test_php_reads_and_sends(tmp_path: Path) -> None:
    has_curl = subprocess.run(
        ["php", "-r", "exit(extension_loaded('curl') ? 0 : 1);"], check=False, timeout=60
    )
    if has_curl.returncode:
        pytest.skip("needs PHP's curl")
    script, picture = tmp_path / "client.php", tmp_path / "shot.png"
    script.write_text(PHP_CLIENT)
    picture.write_bytes(b"\x89PNG\r\n")
    with Sandbox(market(), "k-1") as sandbox:
        answers = output("php", str(script), sandbox.url, "k-1", str(picture))
        assert answers["threads"]["threads"]["data"][0]["topic"] == "Topic 3"
        assert answers["messages"]["messages"]["data"][0]["message"] == "Text 3"
        assert answers["sent"]["success"] is True
        assert answers["attached"]["message"]["attachments"] == ["shot.png"]
        first, second = sandbox.replies
        assert first.message == r"It\'s \"done\""
        assert second.attachment is not None
        assert second.attachment.content == b"\x89PNG\r\n"
