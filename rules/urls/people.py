"""People: accounts, invitations, and one's own account."""

from django.urls import path

from rules.views.people.account import account, account_times
from rules.views.people.invitation import invitation
from rules.views.people.people import invite, people, withdraw
from rules.views.people.person import person, person_access, person_password, person_role, person_second_factor

urlpatterns = [
    path("people/", people, name="people"),
    path("people/invitations/", invite, name="people_invite"),
    path("people/invitations/<int:pk>/withdraw/", withdraw, name="people_withdraw"),
    path("people/<int:pk>/", person, name="person"),
    path("people/<int:pk>/role/", person_role, name="person_role"),
    path("people/<int:pk>/access/", person_access, name="person_access"),
    path("people/<int:pk>/password/", person_password, name="person_password"),
    path("people/<int:pk>/second-factor/", person_second_factor, name="person_second_factor"),
    path("account/", account, name="account"),
    path("account/times/", account_times, name="account_times"),
    path("invitation/<str:secret>/", invitation, name="invitation"),
]
