from django.test import override_settings
from django.urls import path

from tests.page_checker import check_page


def breaks(request):
    raise RuntimeError("as it must in this test")


def refuses(request):
    from django.core.exceptions import SuspiciousOperation

    raise SuspiciousOperation("as it must in this test")


urlpatterns = [path("brudd/", breaks), path("rart/", refuses)]
handler400 = "kominn.core.errors.bad_request"
handler500 = "kominn.core.errors.server_error"


@override_settings(ROOT_URLCONF="tests.core.test_errors")
def test_a_fault_of_ours_gives_a_whole_page_with_the_numbers_to_call(client):
    client.raise_request_exception = False
    answer = client.get("/brudd/")
    assert answer.status_code == 500
    check_page(answer)
    assert 'href="tel:112"' in answer.content.decode()


@override_settings(ROOT_URLCONF="tests.core.test_errors")
def test_a_request_that_makes_no_sense_gives_a_whole_page(client):
    answer = client.get("/rart/")
    assert answer.status_code == 400
    check_page(answer)


def test_the_real_site_uses_these_pages():
    from kominn.config import urls

    assert (urls.handler400, urls.handler500) == (handler400, handler500)
