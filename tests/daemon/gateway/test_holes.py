"""Each hole that the predecessor had, and each attack that was thought of since, has its test.

A name in the table that is no test any more fails here, so that no hole loses
its guard unnoticed.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]

BODIES = "daemon/gateway/test_attacks_bodies.py"
FILES = "daemon/gateway/test_attacks_files.py"
HTTP = "daemon/gateway/test_attacks_http.py"
SOCKETS = "daemon/gateway/test_attacks_sockets.py"
LINKS = "daemon/gateway/test_attacks_links.py"
ORIGINS = "daemon/gateway/test_attacks_origins.py"
CHROMIUM = "daemon/gateway/test_chromium.py"
KEYS = "daemon/gateway/test_keys.py"
SIGNING = "daemon/gateway/test_signing.py"
ELSEWHERE = "daemon/gateway/test_elsewhere.py"
CHANNEL = "daemon/gateway/test_channel.py"

#: What could be done to the predecessor -> the attack that shows that it can't be done to us.
PREDECESSOR = {
    "an image at // ends the server": (
        BODIES,
        "test_no_request_line_kills_the_server_or_gets_anything",
    ),
    "the url of a poll shuts it down": (
        ORIGINS,
        "test_a_foreign_page_gets_nowhere_with_the_old_endpoints",
    ),
    "the name of a poll shuts it down": (
        ORIGINS,
        "test_a_foreign_page_gets_nowhere_with_the_old_endpoints",
    ),
    "a page elsewhere forges a result": (
        CHROMIUM,
        "test_a_foreign_page_in_a_real_browser_gets_nothing",
    ),
    "text/plain is taken for JSON": (ORIGINS, "test_a_post_that_a_form_could_make_is_no_json"),
    "no look at the origin": (
        ORIGINS,
        "test_nothing_of_the_channel_opens_without_the_token_or_to_a_foreign_page",
    ),
    "any result is taken for any job": (
        "daemon/gateway/test_old_channel.py",
        "test_a_result_without_the_right_job_is_late",
    ),
    "a script element gets the agent's code": (
        ORIGINS,
        "test_a_script_element_elsewhere_gets_no_job_and_no_token",
    ),
    "a foreign name of this machine reads .env": (ORIGINS, "test_a_foreign_host_is_refused"),
    "a foreign name of this machine reads the logs": (
        ORIGINS,
        "test_a_foreign_host_is_refused",
    ),
    "events put raw text into logs": (CHANNEL, "test_text_of_a_page_can_only_be_read"),
    "a worker's time-out puts raw text into logs": (
        "daemon/gateway/test_old_channel.py",
        "test_flushed_events_and_news_of_the_worker_are_events",
    ),
    "names of tests put raw text into logs": (
        "daemon/gateway/test_intake.py",
        "test_the_progress_of_tests_is_told",
    ),
    "a page's name is written raw": (
        "daemon/gateway/test_realms.py",
        "test_a_name_is_made_of_plain_characters",
    ),
    "a page's url is written raw": (
        BODIES,
        "test_what_a_page_says_of_itself_is_one_line_each",
    ),
    "a page's name makes files anywhere": (
        "daemon/gateway/test_realms.py",
        "test_a_name_is_made_of_plain_characters",
    ),
    "it listens to other machines": (ORIGINS, "test_only_this_machine_is_listened_to"),
    "dot files are served": (FILES, "test_nothing_outside_hidden_or_private_is_served"),
    ".git/config is served": (FILES, "test_nothing_outside_hidden_or_private_is_served"),
    ".env is served": (FILES, "test_nothing_outside_hidden_or_private_is_served"),
    "logs are served": (FILES, "test_transcripts_are_for_who_has_the_token"),
    "the registry is served": (FILES, "test_transcripts_are_for_who_has_the_token"),
    "links out of the root are followed": (
        FILES,
        "test_nothing_outside_hidden_or_private_is_served",
    ),
    "logs are written through links out of the root": (
        LINKS,
        "test_no_transcript_is_written_through_a_link_that_leads_out",
    ),
    "the registry is written through a link out of the root": (
        LINKS,
        "test_a_folder_whose_files_of_ours_lead_out_is_not_served",
    ),
    "a search lists the folder beside": (FILES, "test_a_search_for_tests_never_leaves_the_root"),
    "a search with nothing left out lists everything": (
        FILES,
        "test_a_search_for_tests_never_leaves_the_root",
    ),
    "many ** in a pattern block it": (FILES, "test_a_pattern_with_many_stars_costs_nothing"),
    "a body of 150 MB is taken": (BODIES, "test_a_large_body_to_a_small_endpoint_is_refused"),
    "pages without number": (BODIES, "test_realms_over_the_limit_are_refused"),
    "a file that can't be read ends the server": (
        FILES,
        "test_a_file_that_cannot_be_read_is_not_found",
    ),
    "a registry that can't be written ends the server": (
        "daemon/watcher/test_transcript_file.py",
        "test_a_reply_to_a_read_only_file_is_refused_and_written_later",
    ),
    "a bad Host header ends the server": (ORIGINS, "test_a_foreign_host_is_refused"),
}

#: Attacks that nobody has shown there.
MORE = {
    "slowloris: heads": (HTTP, "test_a_request_whose_head_does_not_come_to_an_end_is_cut_off"),
    "slowloris: bodies": (HTTP, "test_a_body_that_does_not_come_to_an_end_is_refused_in_time"),
    "slow readers": (HTTP, "test_who_does_not_read_a_file_is_cut_off"),
    "silent sockets": (SOCKETS, "test_a_socket_without_a_hello_is_closed_in_time"),
    "many silent connections": (
        BODIES,
        "test_connections_that_say_nothing_do_not_keep_others_out",
    ),
    "more connections than there is room for": (
        BODIES,
        "test_connections_over_the_limit_are_ended",
    ),
    "more requests than there is time for": (BODIES, "test_requests_over_the_rate_are_refused"),
    "bombs of headers": (BODIES, "test_too_many_headers_or_too_long_ones_are_refused"),
    "bombs of frames": (SOCKETS, "test_a_frame_that_is_none_ends_its_connection_and_nothing_else"),
    "bombs of pings": (SOCKETS, "test_pings_that_nobody_reads_the_answers_of_stop_nobody"),
    "packed bodies": (BODIES, "test_a_large_body_to_a_small_endpoint_is_refused"),
    "packed frames": (SOCKETS, "test_a_socket_is_never_compressed"),
    "messages too large": (BODIES, "test_a_message_over_the_limit_ends_its_connection_only"),
    "values too deep": (BODIES, "test_a_deep_value_ends_its_job_with_an_error"),
    "numbers too large": (BODIES, "test_numbers_that_no_wire_carries_stop_nothing"),
    "requests read in two ways": (
        HTTP,
        "test_a_request_that_could_be_read_in_two_ways_is_read_in_none",
    ),
    "odd ranges": (HTTP, "test_odd_ranges_never_send_more_than_the_file"),
    "poisoned caches": (HTTP, "test_no_header_makes_another_host_or_path_of_a_request"),
    "redirects elsewhere": (HTTP, "test_a_redirect_stays_on_this_host"),
    "the token in a Referer": (HTTP, "test_an_address_with_the_token_is_told_to_nobody"),
    "types that are guessed": (HTTP, "test_everything_says_that_its_type_is_not_to_be_guessed"),
    "dot files under other names": (
        HTTP,
        "test_a_name_that_some_file_system_takes_for_a_dot_file_is_one",
    ),
    "the index under other names": (
        HTTP,
        "test_a_name_that_some_file_system_takes_for_the_index_is_private",
    ),
    "very long paths": (HTTP, "test_very_long_things_are_refused_and_cost_little"),
    "files packed beside": (FILES, "test_a_file_beside_that_is_packed_is_not_sent_instead"),
    "the socket of a foreign page": (
        ORIGINS,
        "test_a_foreign_page_cannot_open_the_socket_even_with_the_token",
    ),
    "forged jobs of events": (BODIES, "test_events_of_a_page_cannot_forge_a_job"),
    "strangers without a key": (KEYS, "test_without_a_key_only_this_machine_may_be_served"),
    "keys that are guessed": (KEYS, "test_nobody_finds_the_key_by_trying"),
    "cookies that are forged": (
        KEYS,
        "test_a_person_shows_the_key_once_and_is_known_by_a_cookie",
    ),
    "forged results on the way": (SIGNING, "test_only_a_signed_result_counts_and_only_once"),
    "results of another job": (SIGNING, "test_a_result_of_one_job_is_none_of_another"),
    "code from elsewhere where there is a secret": (
        SIGNING,
        "test_what_cannot_be_signed_is_for_this_machine_only",
    ),
    "pages elsewhere that are not allowed": (
        ELSEWHERE,
        "test_a_page_that_is_not_allowed_does_not_join_and_reads_why",
    ),
    "the bookmarklet for foreign pages": (
        ELSEWHERE,
        "test_the_bookmarklet_is_for_people_and_names_what_is_allowed",
    ),
}


@pytest.mark.parametrize("hole", [*PREDECESSOR, *MORE])
def test_a_hole_has_its_attack(hole: str) -> None:
    file, name = {**PREDECESSOR, **MORE}[hole]
    module = ast.parse((TESTS / file).read_text())
    assert name in {node.name for node in module.body if isinstance(node, ast.FunctionDef)}


def test_each_attack_is_in_the_table() -> None:
    listed = {*PREDECESSOR.values(), *MORE.values()}
    own = "daemon/gateway/test_attacks_"
    for path in sorted((TESTS / "daemon" / "gateway").glob("test_attacks_*.py")):
        file = f"{own}{path.stem.removeprefix('test_attacks_')}.py"
        names = [
            node.name
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
        missing = [name for name in names if (file, name) not in listed and name not in WELCOME]
        assert missing == []


#: Tests among the attacks that show that what is allowed works.
WELCOME = {
    "test_our_own_names_are_welcome",
    "test_a_link_within_the_root_is_followed",
    "test_a_root_for_others_asks_for_its_key",
    "test_an_allowed_origin_may_use_the_channel_with_the_token_and_no_other_may",
    "test_composed_and_decomposed_names_are_the_files_that_they_are",
    "test_a_client_that_goes_in_the_middle_of_a_file_does_no_harm",
    "test_searches_are_limited",
    "test_two_hosts_or_none_are_refused",
}
